import { Button, Link, TextField } from '@countersign/ui'
import { useState } from 'react'
import { useMessages } from '../context.ts'
import { fill } from '../messages/fill.ts'
import { type Progress, StepCard, StepForm } from '../steps/step-form.tsx'
import { type Failure, failureFor } from '../use-action.ts'
import { type IdentifierKind, looksLikeNumber } from './identifiers.ts'
import { NumberCountry } from './lazy-number-country.ts'

export interface IdentifyStepProps {
  application: string
  /** What names an account here. */
  identifiers?: readonly IdentifierKind[]
  progress: Progress
  /** What was typed before, when somebody comes back to this step. */
  initial?: string | undefined
  onIdentifier: (identifier: string) => void
  signUpUrl?: string | undefined
  /** The list of the field offers passkeys as well. */
  offersPasskeys?: boolean
  /** Signs in without anything typed; absent where that is not possible. */
  onPasskey?: (() => void) | undefined
}

const onlyEmail: readonly IdentifierKind[] = ['emailAddress']

/** One field for whatever names an account; a number that is typed in gets a country beside it. */
export function IdentifyStep(props: IdentifyStepProps) {
  const {
    application,
    identifiers = onlyEmail,
    progress,
    initial = '',
    onIdentifier,
    signUpUrl,
    onPasskey,
    offersPasskeys,
  } = props
  const { signIn, fields, phone, common } = useMessages()
  const [identifier, setIdentifier] = useState(initial)
  /** E.164 of what is typed; undefined until the numbering plans are here. */
  const [number, setNumber] = useState<string | null | undefined>()
  const [refused, setRefused] = useState<Failure | null>(null)
  const failure = refused ?? progress.failure
  const isNumber = identifiers.includes('phoneNumber') && looksLikeNumber(identifier)
  const [only] = identifiers.length === 1 ? identifiers : []

  function submit() {
    if (!isNumber) return onIdentifier(identifier.trim())
    // With a country code it is whole, whether or not the plans have come.
    const whole = number ?? (/^\s*\+/.test(identifier) ? identifier.trim() : null)
    if (whole) return onIdentifier(whole)
    setRefused({ message: phone.unreadable, field: 'identifier', code: 'phone_number_refused' })
  }

  const title =
    only === 'phoneNumber' ? signIn.subtitlePhone : only === 'emailAddress' ? signIn.subtitle : signIn.subtitleAny
  return (
    <StepCard title={fill(signIn.title, { application })} subtitle={title}>
      <StepForm
        progress={{ isBusy: progress.isBusy, failure }}
        fields={['identifier', 'phone_number']}
        submitLabel={common.continue}
        onSubmit={submit}
        footer={
          <>
            {onPasskey ? (
              <Button wide disabled={progress.isBusy} onClick={onPasskey}>
                {signIn.usePasskey}
              </Button>
            ) : null}
            {signUpUrl ? (
              <p>
                {signIn.noAccount} <Link href={signUpUrl}>{signIn.signUp}</Link>
              </p>
            ) : null}
          </>
        }
      >
        <TextField
          label={fields.identifiers[identifiers.join('|') as keyof typeof fields.identifiers] ?? fields.identifier}
          name="identifier"
          type={only === 'emailAddress' ? 'email' : only === 'phoneNumber' ? 'tel' : 'text'}
          inputMode={only === 'phoneNumber' ? 'tel' : only === 'username' ? 'text' : 'email'}
          dir={isNumber ? 'ltr' : undefined}
          autoComplete={offersPasskeys ? 'username webauthn' : 'username'}
          autoCapitalize="none"
          spellCheck={false}
          required
          value={identifier}
          onValueChange={(typed) => {
            setRefused(null)
            setIdentifier(typed)
          }}
          error={failureFor(failure, 'identifier') ?? failureFor(failure, 'phone_number')}
        />
        {isNumber ? <NumberCountry text={identifier} onNumber={setNumber} /> : null}
      </StepForm>
    </StepCard>
  )
}
