import {
  type CountryCode,
  getCountries,
  getCountryCallingCode,
  parsePhoneNumberFromString,
} from 'libphonenumber-js/min'

// Loaded when a number is shown or typed, never with the sign-in page: the numbering plans of the world are 100 kB.

export interface TypedNumber {
  e164: string
  /** Null where several countries share a calling code and the digits do not tell. */
  country: string | null
  national: string
  international: string
}

/** What a person typed or pasted, with or without a country code; null while it cannot be a number. */
export function readNumber(text: string, country: string): TypedNumber | null {
  // Marks that come along when a number is copied from contacts, and links; the server cleans what it gets as well.
  const plain = text
    .replace(/\p{Cf}/gu, '')
    .normalize('NFKC')
    .trim()
    .replace(/^tel:/i, '')
  const parsed = parsePhoneNumberFromString(plain, country as CountryCode)
  // Possible, not valid: plans change more often than pages, and the server decides.
  if (!parsed?.isPossible()) return null
  return {
    e164: parsed.number,
    country: parsed.country ?? null,
    national: parsed.formatNational(),
    international: parsed.formatInternational(),
  }
}

export function formatNumber(e164: string): string {
  return parsePhoneNumberFromString(e164)?.formatInternational() ?? e164
}

export interface Country {
  value: string
  label: string
}

/** The countries that get messages, by their names in `language`; `*` stands for all. */
export function countriesOf(allowed: readonly string[], language: string): Country[] {
  const names = new Intl.DisplayNames([language, 'en'], { type: 'region' })
  return getCountries()
    .filter((code) => allowed.includes('*') || allowed.includes(code))
    .map((code) => ({ value: code, label: `${names.of(code) ?? code} (+${getCountryCallingCode(code)})` }))
    .sort((one, other) => one.label.localeCompare(other.label, language))
}

/** Where this browser seems to be at home, if messages go there. */
export function likelyCountry(countries: readonly Country[], locale: string): string {
  const region = regionOf(locale)
  return countries.find(({ value }) => value === region)?.value ?? countries[0]?.value ?? ''
}

function regionOf(locale: string): string | undefined {
  try {
    return new Intl.Locale(locale).maximize().region
  } catch {
    return undefined
  }
}
