import { Button } from '@countersign/ui'
import { useMessages } from '../context.ts'
import { fill } from '../messages/fill.ts'
import { useNumberFormat } from '../phone/use-number-format.ts'
import { CodeStep } from '../steps/code-step.tsx'
import { Resend } from '../steps/resend.tsx'
import { SmsCodeStep } from '../steps/sms-code-step.tsx'
import type { Progress } from '../steps/step-form.tsx'

export interface VerifyStepProps {
  strategy: 'email_code' | 'phone_code'
  destination: string
  resendSeconds: number
  progress: Progress
  onCode: (code: string) => void
  onResend: () => Promise<boolean>
  /** Another address or number is to be used. */
  onChange: () => void
}

/** The code that was sent to the address, or to the number. */
export function VerifyStep(props: VerifyStepProps) {
  const { strategy, destination, resendSeconds, progress, onCode, onResend, onChange } = props
  const { signUp, fields } = useMessages()
  const isPhone = strategy === 'phone_code'
  const format = useNumberFormat(isPhone)
  const Step = isPhone ? SmsCodeStep : CodeStep
  return (
    <Step
      title={isPhone ? signUp.verifyPhoneTitle : signUp.verifyTitle}
      subtitle={fill(isPhone ? signUp.verifyPhoneSubtitle : signUp.verifySubtitle, {
        destination: format(destination),
      })}
      label={isPhone ? fields.smsCode : fields.emailCode}
      progress={progress}
      onCode={onCode}
      footer={
        <>
          <Resend seconds={resendSeconds} onResend={onResend} />
          <Button variant="quiet" onClick={onChange}>
            {isPhone ? signUp.changePhone : signUp.changeEmail}
          </Button>
        </>
      }
    />
  )
}
