import { Banner, SelectField, TextField } from '@countersign/ui'
import { type ReactNode, useMemo, useState } from 'react'
import { useMessages } from '../context.ts'
import { fill } from '../messages/fill.ts'
import { type Progress, StepForm } from '../steps/step-form.tsx'
import { type Failure, failureFor } from '../use-action.ts'
import { countriesOf, likelyCountry, readNumber } from './phone-numbers.ts'

export interface NumberFormProps {
  /** Countries that get messages, as the environment tells. */
  countries: readonly string[]
  progress: Progress
  /** In E.164. */
  onNumber: (phoneNumber: string) => void
  note?: ReactNode
  footer?: ReactNode
}

/** A country and a number in it; a number with a country code, typed or pasted, picks its country. */
export function NumberForm({ countries, progress, onNumber, note, footer }: NumberFormProps) {
  const { phone, fields } = useMessages()
  const options = useMemo(() => countriesOf(countries, document.documentElement.lang || 'en'), [countries])
  const [country, setCountry] = useState(() => likelyCountry(options, navigator.language))
  const [text, setText] = useState('')
  const [refused, setRefused] = useState<Failure | null>(null)
  const number = readNumber(text, country)
  const isServed = (code: string | null) => code === null || options.some(({ value }) => value === code)
  const failure = refused ?? progress.failure

  function tidy() {
    if (!number?.country || !isServed(number.country)) return
    setCountry(number.country)
    setText(number.national)
  }
  function submit() {
    const problem = number === null ? phone.unreadable : isServed(number.country) ? null : phone.countryRefused
    setRefused(problem === null ? null : { message: problem, field: 'phone_number', code: 'phone_number_refused' })
    if (number && problem === null) onNumber(number.e164)
  }

  if (options.length === 0) return <Banner tone="warn">{phone.noCountries}</Banner>
  return (
    <StepForm
      progress={{ isBusy: progress.isBusy, failure }}
      fields={['phone_number']}
      submitLabel={phone.sendCode}
      onSubmit={submit}
      footer={footer}
    >
      <SelectField label={fields.country} name="country" value={country} onValueChange={setCountry} options={options} />
      <TextField
        label={fields.phoneNumber}
        name="phone_number"
        type="tel"
        dir="ltr"
        inputMode="tel"
        autoComplete="tel"
        value={text}
        onValueChange={(typed) => {
          setRefused(null)
          setText(typed)
        }}
        onBlur={tidy}
        description={number ? fill(phone.sendTo, { number: number.international }) : phone.numberHint}
        error={failureFor(failure, 'phone_number')}
      />
      {note}
    </StepForm>
  )
}
