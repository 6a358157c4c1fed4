import { Button } from '@countersign/ui'
import { useMessages } from '../context.ts'
import { fill } from '../messages/fill.ts'
import { CodeStep } from '../steps/code-step.tsx'
import { Resend } from '../steps/resend.tsx'
import type { Progress } from '../steps/step-form.tsx'

export interface EmailCodeStepProps {
  purpose: 'sign-in' | 'reset'
  /** Masked, as the server tells it. */
  destination: string
  resendSeconds: number
  progress: Progress
  onCode: (code: string) => void
  onResend: () => Promise<boolean>
  onUsePassword?: (() => void) | undefined
  onChangeIdentifier?: (() => void) | undefined
}

export function EmailCodeStep(props: EmailCodeStepProps) {
  const { purpose, destination, resendSeconds, progress, onCode, onResend, onUsePassword, onChangeIdentifier } = props
  const { signIn, fields } = useMessages()
  const isReset = purpose === 'reset'
  return (
    <CodeStep
      title={isReset ? signIn.resetTitle : signIn.emailCodeTitle}
      subtitle={fill(isReset ? signIn.resetSubtitle : signIn.emailCodeSubtitle, { destination })}
      label={fields.emailCode}
      progress={progress}
      onCode={onCode}
      footer={
        <>
          <Resend seconds={resendSeconds} onResend={onResend} />
          {onUsePassword ? (
            <Button variant="quiet" onClick={onUsePassword}>
              {signIn.usePassword}
            </Button>
          ) : null}
          {onChangeIdentifier ? (
            <Button variant="quiet" onClick={onChangeIdentifier}>
              {fill(signIn.changeIdentifier, { identifier: destination })}
            </Button>
          ) : null}
        </>
      }
    />
  )
}
