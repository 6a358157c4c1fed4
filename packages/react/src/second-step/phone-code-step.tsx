import { Button, LiveRegion } from '@countersign/ui'
import { useMessages } from '../context.ts'
import { fill } from '../messages/fill.ts'
import { Resend } from '../steps/resend.tsx'
import { SmsCodeStep } from '../steps/sms-code-step.tsx'
import { WhyAsked } from './asked-because.tsx'
import type { SecondStepProps } from './totp-step.tsx'

export interface PhoneCodeStepProps extends Omit<SecondStepProps, 'application'> {
  /** Masked, as the server tells it. */
  destination: string
  /** When the code went out; null while it is being sent. */
  sentAt: number | null
  resendSeconds: number
  onResend: () => Promise<boolean>
}

export function PhoneCodeStep(props: PhoneCodeStepProps) {
  const { destination, sentAt, resendSeconds, progress, remember, onCode, onResend, onUseAnother } = props
  const { secondStep, fields } = useMessages()
  const subtitle = fill(sentAt === null ? secondStep.smsSending : secondStep.smsSubtitle, { destination })
  return (
    <SmsCodeStep
      title={secondStep.smsTitle}
      subtitle={subtitle}
      label={fields.smsCode}
      submitLabel={secondStep.verify}
      progress={progress}
      onCode={onCode}
      footer={
        <>
          {sentAt === null ? null : <Resend seconds={resendSeconds} since={sentAt} onResend={onResend} />}
          <Button variant="quiet" onClick={onUseAnother}>
            {secondStep.useAnother}
          </Button>
          <WhyAsked />
        </>
      }
    >
      {/* The focus is in the field, past the sentence that says where the code went. */}
      <LiveRegion>{subtitle}</LiveRegion>
      {remember}
    </SmsCodeStep>
  )
}
