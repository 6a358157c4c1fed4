import { AppError } from '@countersign/contract'
import { parsePhoneNumberFromString } from 'libphonenumber-js/max'
import { cleanNumber } from '../lib/typed.ts'

export interface ReadPhone {
  /** E.164, the one form that is stored, compared and limited by (R25). */
  number: string
  /** ISO 3166-1; the prefix +1 alone belongs to two dozen countries, and what a message costs differs between them. */
  country: string
}

const mobile = new Set(['MOBILE', 'FIXED_LINE_OR_MOBILE'])
const longest = 40

/** `555 0100` to `555 0199` in any area of +1: never assigned to anyone, so development instances keep them for tests. */
export function isTestNumber(number: string): boolean {
  return /^\+1\d{3}55501\d\d$/.test(number)
}

/** The digits of a number in international form, however it is written; null for any other text. */
function plainNumber(input: string): string | null {
  const text = cleanNumber(input)
  return text.length <= longest && /^\+[0-9 ().\-/]{6,}$/.test(text) ? `+${text.replace(/\D/g, '')}` : null
}

/** A number as it is stored and looked up (R25), whether or not anybody can have it; null for what has not the form of one. */
export function canonicalNumber(input: string): string | null {
  const plain = plainNumber(input)
  return plain && (parsePhoneNumberFromString(plain)?.number ?? plain)
}

/** Whether a canonical identifier is a number: usernames and addresses have no such form. */
export function isNumber(key: string): boolean {
  return /^\+\d+$/.test(key)
}

/**
 * Reads a number in international form with any spacing. Refuses what is no number at all, and by another name what is one but takes no
 * messages: landlines, premium, satellite and unallocated ranges, where a message costs most and reaches nobody (R134).
 */
export function readPhoneNumber(input: string, environment: 'development' | 'production'): ReadPhone {
  const malformed = () => new AppError('form_param_format_invalid', { param_name: 'phone_number' })
  const plain = plainNumber(input)
  if (!plain) throw malformed()
  if (environment === 'development' && isTestNumber(plain)) return { number: plain, country: 'US' }
  const parsed = parsePhoneNumberFromString(plain)
  if (!parsed?.isPossible()) throw malformed()
  const { country } = parsed
  if (!country || !parsed.isValid() || !mobile.has(parsed.getType() ?? ''))
    throw new AppError('phone_number_not_mobile')
  return { number: parsed.number, country }
}

/** Of a number that was read before; empty when it is none. */
export function countryOf(number: string): string {
  return parsePhoneNumberFromString(number)?.country ?? ''
}

/** Enough to recognise one's own number, too little to call it (R111). */
export function safeNumber(number: string): string {
  const code = parsePhoneNumberFromString(number)?.countryCallingCode ?? ''
  return `+${code} ${'*'.repeat(Math.max(0, number.length - code.length - 5))}${number.slice(-4)}`
}
