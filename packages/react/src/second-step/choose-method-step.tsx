import type { SecondStrategy } from '@countersign/js'
import { Banner, Button, Link } from '@countersign/ui'
import { useContext, useEffect, useRef } from 'react'
import { useMessages } from '../context.ts'
import { fill } from '../messages/fill.ts'
import { BareSteps, StepCard } from '../steps/step-form.tsx'

export interface ChooseMethodStepProps {
  application: string
  supportEmail: string | null
  methods: readonly SecondStrategy[]
  onChoose: (method: SecondStrategy) => void
  onStartAgain?: (() => void) | undefined
}

/** Every second step this person has, and what to do when none of them is at hand: no dead end. */
export function ChooseMethodStep(props: ChooseMethodStepProps) {
  const { application, supportEmail, methods, onChoose, onStartAgain } = props
  const { secondStep, common } = useMessages()
  const LostHeading = useContext(BareSteps) ? 'h4' : 'h2'
  const choices = useRef<HTMLDivElement>(null)
  useEffect(() => choices.current?.querySelector('button')?.focus(), [])
  const names = { totp: secondStep.totpChoice, backup_code: secondStep.backupChoice }
  const lost = methods.includes('backup_code') ? secondStep.lostWithBackup : secondStep.lost
  const [before, after] = secondStep.lostContact.split('{email}')
  return (
    <StepCard title={secondStep.chooseTitle} subtitle={secondStep.chooseSubtitle}>
      <div ref={choices} data-slot="choices">
        {methods.map((method) => (
          <Button key={method} wide onClick={() => onChoose(method)}>
            {names[method]}
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
      </div>
      {onStartAgain ? (
        <Button variant="quiet" onClick={onStartAgain}>
          {common.startAgain}
        </Button>
      ) : null}
    </StepCard>
  )
}
