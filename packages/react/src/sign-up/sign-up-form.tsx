import type { SignUpInput } from '@countersign/js'
import { Link, PasswordField, TextField } from '@countersign/ui'
import { useState } from 'react'
import { useMessages } from '../context.ts'
import { fill } from '../messages/fill.ts'
import { type Progress, StepCard, StepForm } from '../steps/step-form.tsx'
import { failureFor } from '../use-action.ts'

export interface SignUpFormProps {
  minLength: number
  nameFields: { first: 'off' | 'optional' | 'required'; last: 'off' | 'optional' | 'required' }
  hasPassword: boolean
  progress: Progress
  onSubmit: (input: SignUpInput) => void
  signInUrl?: string | undefined
}

export function SignUpForm({ minLength, nameFields, hasPassword, progress, onSubmit, signInUrl }: SignUpFormProps) {
  const { signUp, fields, common } = useMessages()
  const [values, setValues] = useState({ emailAddress: '', password: '', firstName: '', lastName: '' })
  const set = (field: keyof typeof values) => (value: string) => setValues((before) => ({ ...before, [field]: value }))
  const { failure } = progress

  function submit() {
    const given = { ...values, emailAddress: values.emailAddress.trim() }
    onSubmit(Object.fromEntries(Object.entries(given).filter(([, value]) => value !== '')))
  }

  const name = (field: 'firstName' | 'lastName', presence: 'optional' | 'required', wire: string) => (
    <TextField
      label={presence === 'optional' ? fill(fields.optional, { label: fields[field] }) : fields[field]}
      name={wire}
      autoComplete={field === 'firstName' ? 'given-name' : 'family-name'}
      value={values[field]}
      onValueChange={set(field)}
      error={failureFor(failure, wire)}
    />
  )
  return (
    <StepCard title={signUp.title} subtitle={signUp.subtitle}>
      <StepForm
        progress={progress}
        fields={['email_address', 'password', 'first_name', 'last_name']}
        submitLabel={signUp.submit}
        onSubmit={submit}
        footer={
          signInUrl ? (
            <p>
              {signUp.haveAccount} <Link href={signInUrl}>{signUp.signIn}</Link>
            </p>
          ) : null
        }
      >
        <TextField
          label={fields.emailAddress}
          name="email_address"
          type="email"
          inputMode="email"
          autoComplete="username"
          autoCapitalize="none"
          spellCheck={false}
          required
          value={values.emailAddress}
          onValueChange={set('emailAddress')}
          error={failureFor(failure, 'email_address')}
        />
        {hasPassword ? (
          <PasswordField
            label={fields.password}
            name="password"
            autoComplete="new-password"
            description={fill(fields.passwordLength, { length: minLength })}
            showLabel={common.show}
            hideLabel={common.hide}
            value={values.password}
            onValueChange={set('password')}
            error={failureFor(failure, 'password')}
          />
        ) : null}
        {nameFields.first === 'off' ? null : name('firstName', nameFields.first, 'first_name')}
        {nameFields.last === 'off' ? null : name('lastName', nameFields.last, 'last_name')}
      </StepForm>
    </StepCard>
  )
}
