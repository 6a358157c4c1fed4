import { Banner, SelectField, TextField } from '@countersign/ui'
import { useMemo, useState } from 'react'
import { useMessages } from '../context.ts'
import { fill } from '../messages/fill.ts'
import { countriesOf, likelyCountry, readNumber } from './phone-numbers.ts'

/** What is typed so far: a number, or why it is none. */
export interface NumberEntry {
  text: string
  /** E.164; null while there is none that can be used. */
  number: string | null
  problem: string | null
}

export interface NumberFieldsProps {
  /** Countries that get messages, as the environment tells. */
  countries: readonly string[]
  /** Of the number's field; "Phone number" when left out. */
  label?: string | undefined
  isRequired?: boolean | undefined
  error: string | null
  onEntry: (entry: NumberEntry) => void
}

/** A country and a number in it; a number with a country code, typed or pasted, picks its country. */
export function NumberFields({ countries, label, isRequired, error, onEntry }: NumberFieldsProps) {
  const { phone, fields } = useMessages()
  const options = useMemo(() => countriesOf(countries, document.documentElement.lang || 'en'), [countries])
  const [country, setCountry] = useState(() => likelyCountry(options, navigator.language))
  const [text, setText] = useState('')
  const number = readNumber(text, country)
  const isServed = (code: string | null) => code === null || options.some(({ value }) => value === code)

  function take(typed: string, from: string) {
    setText(typed)
    setCountry(from)
    const read = readNumber(typed, from)
    const problem = read === null ? phone.unreadable : isServed(read.country) ? null : phone.countryRefused
    onEntry({ text: typed.trim(), number: problem === null && read ? read.e164 : null, problem })
  }
  function tidy() {
    if (number?.country && isServed(number.country)) take(number.national, number.country)
  }

  if (options.length === 0) return <Banner tone="warn">{phone.noCountries}</Banner>
  return (
    <>
      <SelectField
        label={fields.country}
        name="country"
        value={country}
        onValueChange={(chosen) => take(text, chosen)}
        options={options}
      />
      <TextField
        label={label ?? fields.phoneNumber}
        name="phone_number"
        type="tel"
        dir="ltr"
        inputMode="tel"
        autoComplete="tel"
        required={isRequired}
        value={text}
        onValueChange={(typed) => take(typed, country)}
        onBlur={tidy}
        description={number ? fill(phone.sendTo, { number: number.international }) : phone.numberHint}
        error={error}
      />
    </>
  )
}
