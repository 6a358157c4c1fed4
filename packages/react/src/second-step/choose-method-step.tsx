import { Banner, Button, Link } from '@countersign/ui'
import { useContext, useEffect, useRef } from 'react'
import { useMessages } from '../context.ts'
import { fill } from '../messages/fill.ts'
import { BareSteps, StepCard } from '../steps/step-form.tsx'
import { keyOf, type Method } from './method.ts'

export interface ChooseMethodStepProps {
  application: string
  supportEmail: string | null
  methods: readonly Method[]
  /** A code is on its way out: another cannot be asked for yet. */
  isSending: boolean
  /** Why the way that was tried did not work. */
  failure: string | null
  onChoose: (method: Method) => void
  /** Where somebody without any of these can get a new one by themselves. */
  onRecover?: (() => void) | undefined
  onStartAgain?: (() => void) | undefined
}

/** Every second step this person has, and what to do when none of them is at hand: no dead end. */
export function ChooseMethodStep(props: ChooseMethodStepProps) {
  const { application, supportEmail, methods, isSending, failure, onChoose, onRecover, onStartAgain } = props
  const { secondStep, common } = useMessages()
  const LostHeading = useContext(BareSteps) ? 'h4' : 'h2'
  const choices = useRef<HTMLDivElement>(null)
  useEffect(() => choices.current?.querySelector('button')?.focus(), [])
  const nameOf = (method: Method) => {
    if (method.strategy === 'phone_code') return fill(secondStep.smsChoice, { destination: method.safeIdentifier })
    if (method.strategy === 'passkey') return secondStep.passkeyChoice
    return method.strategy === 'totp' ? secondStep.totpChoice : secondStep.backupChoice
  }
  const lost = methods.some(({ strategy }) => strategy === 'backup_code') ? secondStep.lostWithBackup : secondStep.lost
  const [before, after] = secondStep.lostContact.split('{email}')
  return (
    <StepCard title={secondStep.chooseTitle} subtitle={secondStep.chooseSubtitle}>
      {failure ? <Banner tone="danger">{failure}</Banner> : null}
      <div ref={choices} data-slot="choices">
        {methods.map((method) => (
          <Button
            key={keyOf(method)}
            wide
            disabled={isSending && method.strategy === 'phone_code'}
            onClick={() => onChoose(method)}
          >
            {nameOf(method)}
          </Button>
        ))}
        {methods.length === 0 ? <Banner tone="warn">{secondStep.noneUsable}</Banner> : null}
      </div>
      <div data-slot="lost">
        <LostHeading data-slot="lost-title">{secondStep.lostTitle}</LostHeading>
        <p>{fill(lost, { application })}</p>
        {supportEmail ? (
          <p>
            {before}
            <Link href={`mailto:${supportEmail}`}>{supportEmail}</Link>
            {after}
          </p>
        ) : null}
        {onRecover ? <Button onClick={onRecover}>{secondStep.lostRecover}</Button> : null}
      </div>
      {onStartAgain ? (
        <Button variant="quiet" onClick={onStartAgain}>
          {common.startAgain}
        </Button>
      ) : null}
    </StepCard>
  )
}
