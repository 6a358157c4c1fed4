import { readEmailAddress } from './email-address.ts'
import { usernameKey } from './username.ts'

export interface Identifier {
  kind: 'email_address' | 'username'
  /** Canonical: what is looked up and what limits are keyed by (R25). */
  key: string
}

/** What a person typed to name themselves, or null when it is neither an e-mail address nor a username. */
export function readIdentifier(input: string): Identifier | null {
  const email = readEmailAddress(input)
  if (email) return { kind: 'email_address', key: email.key }
  const key = usernameKey(input)
  return key ? { kind: 'username', key } : null
}
