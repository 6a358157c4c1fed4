import { Button } from '@countersign/ui'
import { useMessages } from '../context.ts'
import { fill } from '../messages/fill.ts'
import { CodeStep } from '../steps/code-step.tsx'
import { Resend } from '../steps/resend.tsx'
import type { Progress } from '../steps/step-form.tsx'

export interface VerifyEmailStepProps {
  destination: string
  resendSeconds: number
  progress: Progress
  onCode: (code: string) => void
  onResend: () => Promise<boolean>
  onChangeEmail: () => void
}

export function VerifyEmailStep(props: VerifyEmailStepProps) {
  const { destination, resendSeconds, progress, onCode, onResend, onChangeEmail } = props
  const { signUp, fields } = useMessages()
  return (
    <CodeStep
      title={signUp.verifyTitle}
      subtitle={fill(signUp.verifySubtitle, { destination })}
      label={fields.emailCode}
      progress={progress}
      onCode={onCode}
      footer={
        <>
          <Resend seconds={resendSeconds} onResend={onResend} />
          <Button variant="quiet" onClick={onChangeEmail}>
            {signUp.changeEmail}
          </Button>
        </>
      }
    />
  )
}
