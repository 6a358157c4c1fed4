import type { RecoveryStep } from '@countersign/js'
import { Banner, Button } from '@countersign/ui'
import { useState } from 'react'
import { useMessages } from '../context.ts'
import { useSignIn } from '../hooks.ts'
import { fill } from '../messages/fill.ts'
import { CodeStep } from '../steps/code-step.tsx'
import { Resend } from '../steps/resend.tsx'
import { StepCard, StepForm } from '../steps/step-form.tsx'
import { useAction } from '../use-action.ts'
import { hours, moment } from './moment.ts'

export interface RecoveryStepsProps {
  /** 0 where an operator has let this person. */
  waitHours: number
  resendSeconds: number
  onBack: () => void
}

/** For somebody who has none of their second factors: says what will happen before it sends anything, then asks for the code. */
export function RecoverySteps({ waitHours, resendSeconds, onBack }: RecoveryStepsProps) {
  const { recovery: words, fields } = useMessages()
  const { moves } = useSignIn()
  const action = useAction()
  const [step, setStep] = useState<RecoveryStep | null>(null)

  const send = () => action.run(async () => setStep(await moves.prepareRecovery()))
  // When the wait is over, the attempt is complete by this, and another screen takes over.
  const prove = (code: string) => void action.run(async () => setStep(await moves.attemptRecovery({ code })))
  const back = (
    <Button variant="quiet" onClick={onBack}>
      {words.back}
    </Button>
  )

  if (step?.status === 'waiting') return <Waiting step={step} onBack={onBack} />
  if (step) {
    return (
      <CodeStep
        title={words.codeTitle}
        subtitle={fill(words.codeSubtitle, { destination: step.safeIdentifier ?? '' })}
        label={fields.emailCode}
        progress={action}
        onCode={prove}
        footer={
          <>
            <Resend seconds={resendSeconds} onResend={send} />
            {back}
          </>
        }
      />
    )
  }
  const subtitle = waitHours === 0 ? words.subtitleReady : fill(words.subtitle, { duration: hours(waitHours) })
  return (
    <StepCard title={words.title} subtitle={subtitle}>
      <StepForm
        progress={action}
        fields={[]}
        submitLabel={words.send}
        onSubmit={() => void send()}
        footer={back}
        focusFirst={false}
      >
        {null}
      </StepForm>
    </StepCard>
  )
}

function Waiting({ step, onBack }: { step: RecoveryStep; onBack: () => void }) {
  const { recovery: words } = useMessages()
  return (
    <StepCard title={words.waitingTitle} subtitle={fill(words.waitingSubtitle, { when: moment(step.readyAt ?? 0) })}>
      <Banner tone="info" title={fill(words.waitingUntil, { when: moment(step.expiresAt ?? 0) })}>
        {words.waitingStops}
      </Banner>
      <Button variant="quiet" onClick={onBack}>
        {words.back}
      </Button>
    </StepCard>
  )
}
