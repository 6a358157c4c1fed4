import type { SignUpInput } from '@countersign/js'
import { Link, PasswordField, TextField } from '@countersign/ui'
import { useState } from 'react'
import { useMessages } from '../context.ts'
import { lazyComponent } from '../lazy-component.tsx'
import { fill } from '../messages/fill.ts'
import type { NumberEntry } from '../phone/number-fields.tsx'
import { type Progress, StepCard, StepForm } from '../steps/step-form.tsx'
import { type Failure, failureFor } from '../use-action.ts'
import type { FormFields } from './form-fields.ts'

const NumberFields = lazyComponent(() => import('../phone/number-fields.tsx').then((m) => m.NumberFields))

export interface SignUpFormProps {
  minLength: number
  /** What the form asks for. */
  asks: FormFields
  /** The address of an invitation: it is verified, and stays as it is. */
  invited: string | null
  /** Countries whose numbers get messages. */
  countries: readonly string[]
  progress: Progress
  onSubmit: (input: SignUpInput) => void
  signInUrl?: string | undefined
}

export function SignUpForm(props: SignUpFormProps) {
  const { minLength, asks, invited, countries, progress, onSubmit, signInUrl } = props
  const { signUp, fields, phone, common } = useMessages()
  const [values, setValues] = useState({ emailAddress: '', password: '', firstName: '', lastName: '' })
  const [entry, setEntry] = useState<NumberEntry | null>(null)
  const [refused, setRefused] = useState<Failure | null>(null)
  const set = (field: keyof typeof values) => (value: string) => setValues((before) => ({ ...before, [field]: value }))
  const failure = refused ?? progress.failure
  const hasNumber = Boolean(entry?.text)

  function submit() {
    const isMissing = asks.phoneNumber === 'required' && !hasNumber
    const problem = isMissing ? phone.unreadable : hasNumber ? (entry?.problem ?? null) : null
    setRefused(problem === null ? null : { message: problem, field: 'phone_number', code: 'phone_number_refused' })
    if (problem !== null) return
    const given = { ...values, emailAddress: values.emailAddress.trim(), phoneNumber: entry?.number ?? '' }
    onSubmit(Object.fromEntries(Object.entries(given).filter(([, value]) => value !== '')))
  }

  const labelOf = (label: string, presence: 'optional' | 'required') =>
    presence === 'optional' ? fill(fields.optional, { label }) : label
  const name = (field: 'firstName' | 'lastName', presence: 'optional' | 'required', wire: string) => (
    <TextField
      label={labelOf(fields[field], presence)}
      name={wire}
      autoComplete={field === 'firstName' ? 'given-name' : 'family-name'}
      value={values[field]}
      onValueChange={set(field)}
      error={failureFor(failure, wire)}
    />
  )
  const { emailAddress: email, phoneNumber: number } = asks
  const uninvited = number === 'off' ? signUp.subtitle : email === 'off' ? signUp.subtitlePhone : signUp.subtitleBoth
  const subtitle = invited === null ? uninvited : signUp.invitedSubtitle
  return (
    <StepCard title={signUp.title} subtitle={subtitle}>
      <StepForm
        progress={{ isBusy: progress.isBusy, failure }}
        fields={['email_address', 'phone_number', 'password', 'first_name', 'last_name']}
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
        {invited !== null ? (
          <TextField
            label={fields.emailAddress}
            type="email"
            autoComplete="username"
            description={signUp.invitedAddress}
            readOnly
            value={invited}
            onValueChange={() => {}}
          />
        ) : email === 'off' ? null : (
          <TextField
            label={labelOf(fields.emailAddress, email)}
            name="email_address"
            type="email"
            inputMode="email"
            autoComplete="username"
            autoCapitalize="none"
            spellCheck={false}
            required={email === 'required'}
            value={values.emailAddress}
            onValueChange={set('emailAddress')}
            error={failureFor(failure, 'email_address')}
          />
        )}
        {number === 'off' ? null : (
          <NumberFields
            countries={countries}
            label={labelOf(fields.phoneNumber, number)}
            isRequired={number === 'required'}
            error={failureFor(failure, 'phone_number')}
            onEntry={(typed) => {
              setRefused(null)
              setEntry(typed)
            }}
          />
        )}
        {asks.hasPassword ? (
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
        {asks.firstName === 'off' ? null : name('firstName', asks.firstName, 'first_name')}
        {asks.lastName === 'off' ? null : name('lastName', asks.lastName, 'last_name')}
      </StepForm>
    </StepCard>
  )
}
