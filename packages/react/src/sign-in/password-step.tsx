import { Button, PasswordField } from '@countersign/ui'
import { useState } from 'react'
import { useMessages } from '../context.ts'
import { fill } from '../messages/fill.ts'
import { type Progress, StepCard, StepForm } from '../steps/step-form.tsx'
import { failureFor } from '../use-action.ts'

export interface PasswordStepProps {
  identifier: string
  progress: Progress
  onPassword: (password: string) => void
  onUsePasskey?: (() => void) | undefined
  onUseCode?: (() => void) | undefined
  onForgot?: (() => void) | undefined
  onChangeIdentifier?: (() => void) | undefined
}

export function PasswordStep(props: PasswordStepProps) {
  const { identifier, progress, onPassword, onUsePasskey, onUseCode, onForgot, onChangeIdentifier } = props
  const { signIn, fields, common } = useMessages()
  const [password, setPassword] = useState('')
  return (
    <StepCard title={signIn.passwordTitle} subtitle={fill(signIn.passwordSubtitle, { identifier })}>
      <StepForm
        progress={progress}
        fields={['password']}
        submitLabel={common.continue}
        onSubmit={() => onPassword(password)}
        footer={
          <>
            {onUsePasskey ? (
              <Button wide disabled={progress.isBusy} onClick={onUsePasskey}>
                {signIn.usePasskey}
              </Button>
            ) : null}
            {onUseCode ? (
              <Button variant="quiet" onClick={onUseCode}>
                {signIn.useCode}
              </Button>
            ) : null}
            {onChangeIdentifier ? (
              <Button variant="quiet" onClick={onChangeIdentifier}>
                {fill(signIn.changeIdentifier, { identifier })}
              </Button>
            ) : null}
          </>
        }
      >
        {/* Lets a password manager know whose password this is. */}
        <input
          type="text"
          name="identifier"
          autoComplete="username"
          data-slot="visually-hidden"
          value={identifier}
          readOnly
          tabIndex={-1}
          aria-hidden="true"
        />
        <PasswordField
          label={fields.password}
          name="password"
          autoComplete="current-password"
          showLabel={common.show}
          hideLabel={common.hide}
          value={password}
          onValueChange={setPassword}
          error={failureFor(progress.failure, 'password')}
          aside={
            onForgot ? (
              <button type="button" data-slot="text-button" onClick={onForgot}>
                {signIn.forgotPassword}
              </button>
            ) : null
          }
        />
      </StepForm>
    </StepCard>
  )
}
