import { readEmailAddress } from './email-address.ts'
import { canonicalNumber } from './phone-number.ts'
import { usernameKey } from './username.ts'

export interface Identifier {
  kind: 'email_address' | 'phone_number' | 'username'
  /** Canonical: what is looked up and what limits are keyed by (R25). */
  key: string
}

/** What a person typed to name themselves, or null when it can be no identifier of this instance. */
export function readIdentifier(input: string, hasNumbers: boolean): Identifier | null {
  const email = readEmailAddress(input)
  if (email) return { kind: 'email_address', key: email.key }
  const number = hasNumbers ? canonicalNumber(input) : null
  if (number) return { kind: 'phone_number', key: number }
  const key = usernameKey(input)
  return key ? { kind: 'username', key } : null
}
