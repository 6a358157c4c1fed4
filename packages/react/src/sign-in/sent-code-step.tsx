import { Button } from '@countersign/ui'
import { useMessages } from '../context.ts'
import { fill } from '../messages/fill.ts'
import { CodeStep, type CodeStepProps } from '../steps/code-step.tsx'
import { Resend } from '../steps/resend.tsx'
import { SmsCodeStep } from '../steps/sms-code-step.tsx'
import type { Progress } from '../steps/step-form.tsx'
import { goesToPhone, type SentFactor } from './sent-factor.ts'

export interface SentCodeStepProps {
  factor: SentFactor
  resendSeconds: number
  progress: Progress
  onCode: (code: string) => void
  onResend: () => Promise<boolean>
  onUsePassword?: (() => void) | undefined
  /** The same by another way: a text message instead of a mail, or the other way round. */
  other?: { factor: SentFactor; onSend: () => void } | undefined
  onChangeIdentifier?: (() => void) | undefined
}

/** Whether the address belongs to an account is not told; who has one finds the code there. */
export function SentCodeStep(props: SentCodeStepProps) {
  const { factor, resendSeconds, progress, onCode, onResend, onUsePassword, other, onChangeIdentifier } = props
  const { signIn, fields } = useMessages()
  const destination = factor.safeIdentifier
  // The mailbox behind a number or a name is not even hinted at.
  const isHidden = !/[^*]/.test(destination)
  const texts = {
    email_code: [signIn.emailCodeTitle, isHidden ? signIn.hiddenCodeSubtitle : signIn.emailCodeSubtitle],
    reset_password_email_code: [signIn.resetTitle, isHidden ? signIn.hiddenResetSubtitle : signIn.resetSubtitle],
    phone_code: [signIn.smsCodeTitle, signIn.smsCodeSubtitle],
    reset_password_phone_code: [signIn.resetTitle, signIn.smsCodeSubtitle],
  } as const
  const [title, subtitle] = texts[factor.strategy]
  const step: CodeStepProps = {
    title,
    subtitle: fill(subtitle, { destination }),
    label: goesToPhone(factor) ? fields.smsCode : fields.emailCode,
    progress,
    onCode,
    footer: (
      <>
        <Resend seconds={resendSeconds} onResend={onResend} />
        {onUsePassword ? (
          <Button variant="quiet" onClick={onUsePassword}>
            {signIn.usePassword}
          </Button>
        ) : null}
        {other ? (
          <Button variant="quiet" onClick={other.onSend}>
            {goesToPhone(other.factor) ? signIn.useSms : signIn.useEmail}
          </Button>
        ) : null}
        {onChangeIdentifier ? (
          <Button variant="quiet" onClick={onChangeIdentifier}>
            {isHidden ? signIn.useOther : fill(signIn.changeIdentifier, { identifier: destination })}
          </Button>
        ) : null}
      </>
    ),
  }
  return goesToPhone(factor) ? <SmsCodeStep {...step} /> : <CodeStep {...step} />
}
