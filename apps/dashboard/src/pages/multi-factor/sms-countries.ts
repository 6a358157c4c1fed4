import { countryName, isCountry } from '../../sms/countries.ts'

export interface TypedCountries {
  codes: string[]
  /** What names no country. */
  unknown: string[]
}

/** Two-letter codes (ISO 3166-1), however they are separated; `*` stands for all. */
export function readCountries(text: string): TypedCountries {
  const words = [
    ...new Set(
      text
        .toUpperCase()
        .split(/[\s,;]+/)
        .filter(Boolean),
    ),
  ]
  if (words.includes('*')) return { codes: ['*'], unknown: [] }
  return { codes: words.filter(isCountry).sort(), unknown: words.filter((word) => !isCountry(word)) }
}

export const countryNames = (codes: readonly string[]) => codes.map(countryName).join(', ')

export const isSame = (one: readonly string[], other: readonly string[]) =>
  one.length === other.length && one.every((code) => other.includes(code))
