import { SelectField } from '@countersign/ui'
import { useEffect, useMemo, useState } from 'react'
import { useMessages } from '../context.ts'
import { fill } from '../messages/fill.ts'
import { countriesOf, likelyCountry, readNumber } from './phone-numbers.ts'

export interface NumberCountryProps {
  text: string
  /** E.164 of the text in the chosen country; null while it is no number. */
  onNumber: (number: string | null) => void
}

const everywhere = ['*']

/** The country of a number that was typed without its code; one with a code names its own. */
export function NumberCountry({ text, onNumber }: NumberCountryProps) {
  const { fields, phone } = useMessages()
  const options = useMemo(() => countriesOf(everywhere, document.documentElement.lang || 'en'), [])
  const [chosen, setChosen] = useState(() => likelyCountry(options, navigator.language))
  const number = readNumber(text, chosen)
  const e164 = number?.e164 ?? null
  useEffect(() => onNumber(e164), [e164, onNumber])
  return (
    <>
      <SelectField
        label={fields.country}
        name="country"
        value={number?.country ?? chosen}
        onValueChange={setChosen}
        options={options}
      />
      {number ? <p data-slot="card-description">{fill(phone.understood, { number: number.international })}</p> : null}
    </>
  )
}
