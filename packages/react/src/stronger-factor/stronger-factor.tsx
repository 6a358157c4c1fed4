import type { StrongerFactor as Kind } from '@countersign/js'
import { Banner, Button, List } from '@countersign/ui'
import { useState } from 'react'
import { useCountersign, useMessages } from '../context.ts'
import { AppChoice, PasskeyChoice } from '../enrolment/strong-choices.tsx'
import { StrongEnrolment } from '../enrolment/strong-enrolment.tsx'
import { useStrongEnrolment } from '../enrolment/use-strong-enrolment.ts'
import { StepCard } from '../steps/step-form.tsx'

export interface StrongerFactorProps {
  /** Those that this browser can set up; at least one. */
  offers: readonly Kind[]
  onDone: () => void
}

/** What users of codes by SMS may set up instead, with two ways to decline. */
export function StrongerFactor({ offers, onDone }: StrongerFactorProps) {
  const { stronger: words } = useMessages()
  const { user: moves } = useCountersign()
  const enrolment = useStrongEnrolment()
  const [isLeaving, setLeaving] = useState(false)
  const canPasskey = offers.includes('passkey')

  function decline(answer: 'later' | 'never') {
    setLeaving(true)
    // Whoever wants to go on is not held up by an answer that got lost: they are asked once more in a month.
    void moves.answerNudge({ answer }).then(onDone, onDone)
  }

  if (enrolment.isUnderWay) return <StrongEnrolment enrolment={enrolment} onDone={onDone} />
  return (
    <StepCard title={words.title} subtitle={words.subtitle}>
      {enrolment.failure ? <Banner tone="danger">{enrolment.failure.message}</Banner> : null}
      <List>
        {canPasskey ? <PasskeyChoice enrolment={enrolment} isMain /> : null}
        {offers.includes('totp') ? <AppChoice enrolment={enrolment} isMain={!canPasskey} /> : null}
      </List>
      <Button wide disabled={isLeaving} onClick={() => decline('later')}>
        {words.later}
      </Button>
      <Button variant="quiet" wide disabled={isLeaving} onClick={() => decline('never')}>
        {words.never}
      </Button>
    </StepCard>
  )
}
