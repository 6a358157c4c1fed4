import { PasswordField } from '@countersign/ui'
import { useState } from 'react'
import { useMessages } from '../context.ts'
import { fill } from '../messages/fill.ts'
import { type Progress, StepCard, StepForm } from '../steps/step-form.tsx'
import { failureFor } from '../use-action.ts'

export interface ResetPasswordStepProps {
  minLength: number
  progress: Progress
  onPassword: (password: string) => void
}

export function ResetPasswordStep({ minLength, progress, onPassword }: ResetPasswordStepProps) {
  const { signIn, fields, common } = useMessages()
  const [password, setPassword] = useState('')
  return (
    <StepCard title={signIn.newPasswordTitle} subtitle={signIn.newPasswordSubtitle}>
      <StepForm
        progress={progress}
        fields={['password']}
        submitLabel={signIn.setPassword}
        onSubmit={() => onPassword(password)}
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
          error={failureFor(progress.failure, 'password')}
        />
      </StepForm>
    </StepCard>
  )
}
