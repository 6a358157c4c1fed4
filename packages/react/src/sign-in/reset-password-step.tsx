import { PasswordField } from '@countersign/ui'
import { type ReactNode, useState } from 'react'
import { useMessages } from '../context.ts'
import { fill } from '../messages/fill.ts'
import { type Progress, StepCard, StepForm } from '../steps/step-form.tsx'
import { failureFor } from '../use-action.ts'

export interface ResetPasswordStepProps {
  minLength: number
  /** Why another one is needed; that somebody asked for it, unless said otherwise. */
  words?: { title: string; subtitle: string } | undefined
  progress: Progress
  onPassword: (password: string) => void
  footer?: ReactNode
}

export function ResetPasswordStep({ minLength, words, progress, onPassword, footer }: ResetPasswordStepProps) {
  const { signIn, fields, common } = useMessages()
  const [password, setPassword] = useState('')
  return (
    <StepCard title={words?.title ?? signIn.newPasswordTitle} subtitle={words?.subtitle ?? signIn.newPasswordSubtitle}>
      <StepForm
        progress={progress}
        fields={['password', 'new_password']}
        submitLabel={signIn.setPassword}
        onSubmit={() => onPassword(password)}
        footer={footer}
      >
        <PasswordField
          label={fields.newPassword}
          name="password"
          autoComplete="new-password"
          description={fill(fields.passwordLength, { length: minLength })}
          showLabel={common.show}
          hideLabel={common.hide}
          value={password}
          onValueChange={setPassword}
          error={failureFor(progress.failure, 'password') ?? failureFor(progress.failure, 'new_password')}
        />
      </StepForm>
    </StepCard>
  )
}
