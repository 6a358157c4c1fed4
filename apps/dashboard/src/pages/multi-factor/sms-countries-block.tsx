import { Banner, SwitchField, TextField } from '@countersign/ui'
import { useState } from 'react'
import { countryNames, readCountries } from './sms-countries.ts'

export interface SmsCountriesBlockProps {
  /** As it is typed. */
  text: string
  onEdit: (text: string) => void
}

/** Messages cost, and not every country costs the same: nobody is served before somebody chose so (R134). */
export function SmsCountriesBlock({ text, onEdit }: SmsCountriesBlockProps) {
  const { codes, unknown } = readCountries(text)
  const isAll = codes.includes('*')
  const [chosen, setChosen] = useState(isAll ? '' : text)
  return (
    <section data-slot="list" aria-label="Countries that get SMS">
      <div data-slot="setting">
        <SwitchField
          label="Send SMS to all countries"
          description="Some countries are expensive, and are where fraud with paid numbers comes from. Choose those your users live in."
          checked={isAll}
          onCheckedChange={(next) => onEdit(next ? '*' : chosen)}
        />
      </div>
      {isAll ? null : (
        <div data-slot="setting">
          <TextField
            label="Countries that get SMS"
            name="sms_countries"
            autoComplete="off"
            autoCapitalize="characters"
            spellCheck={false}
            value={text}
            onValueChange={(next) => {
              setChosen(next)
              onEdit(next)
            }}
            description={countryNames(codes) || 'Two-letter codes, such as US, FR, DE.'}
            error={unknown.length > 0 ? `No country has the code ${unknown.join(' or ')}.` : null}
          />
        </div>
      )}
      {codes.length === 0 ? (
        <div data-slot="setting">
          <Banner tone="warn">No country is chosen, so no code can be sent by SMS to anybody.</Banner>
        </div>
      ) : null}
    </section>
  )
}
