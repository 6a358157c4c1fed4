import { Link, TextField } from '@countersign/ui'
import { useState } from 'react'
import { useMessages } from '../context.ts'
import { fill } from '../messages/fill.ts'
import { type Progress, StepCard, StepForm } from '../steps/step-form.tsx'
import { failureFor } from '../use-action.ts'

export interface IdentifyStepProps {
  application: string
  progress: Progress
  /** What was typed before, when somebody comes back to this step. */
  initial?: string | undefined
  onIdentifier: (identifier: string) => void
  signUpUrl?: string | undefined
}

export function IdentifyStep({ application, progress, initial = '', onIdentifier, signUpUrl }: IdentifyStepProps) {
  const { signIn, fields, common } = useMessages()
  const [identifier, setIdentifier] = useState(initial)
  return (
    <StepCard title={fill(signIn.title, { application })} subtitle={signIn.subtitle}>
      <StepForm
        progress={progress}
        fields={['identifier']}
        submitLabel={common.continue}
        onSubmit={() => onIdentifier(identifier.trim())}
        footer={
          signUpUrl ? (
            <p>
              {signIn.noAccount} <Link href={signUpUrl}>{signIn.signUp}</Link>
            </p>
          ) : null
        }
      >
        <TextField
          label={fields.emailAddress}
          name="identifier"
          type="email"
          inputMode="email"
          autoComplete="username"
          autoCapitalize="none"
          spellCheck={false}
          required
          value={identifier}
          onValueChange={setIdentifier}
          error={failureFor(progress.failure, 'identifier')}
        />
      </StepForm>
    </StepCard>
  )
}
