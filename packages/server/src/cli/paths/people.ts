import { toBase32 } from '../../factors/totp/base32.ts'
import { systemRandom } from '../../lib/random.ts'
import { type Key, makeKey } from './key.ts'
import { putPasskey } from './people.store.ts'
import type { Scratch } from './scratch.ts'
import { backend } from './visitor.ts'

/** What somebody has for the second step. */
export const states = ['none', 'app', 'phone', 'passkey', 'app and backup codes', 'backup codes'] as const
export type State = (typeof states)[number]

export interface Person {
  id: string
  state: State
  email: string
  phone: string
  password: string
  /** Of the authenticator app. */
  secret: Buffer
  backupCode: string
  /** Somebody's passkey; null where they have none. */
  key: Key | null
}

let count = 0

/** Made by the app's own server, as most users are. The phone is verified, and a second factor only where the state says so. */
export async function makePerson(scratch: Scratch, state: State, hasKey = state === 'passkey'): Promise<Person> {
  const number = ++count
  const secret = systemRandom.bytes(20)
  const person = {
    state,
    email: `person${number}@example.com`,
    phone: `+4915${String(112_000_000 + number)}`,
    password: `a throwaway secret ${number}`,
    secret,
    backupCode: 'ABCDEFGHJKLMN',
    key: hasKey ? makeKey() : null,
  }
  const { identifiers } = scratch.made.instance.settings
  const { response, status } = await backend(scratch, 'POST', '/users', {
    ...(identifiers.email_address === 'off' ? {} : { email_address: [person.email] }),
    ...(identifiers.phone_number === 'off' ? {} : { phone_number: [person.phone] }),
    ...(identifiers.username === 'off' ? {} : { username: `person_${number}` }),
    password: person.password,
    ...(state.startsWith('app') ? { totp_secret: toBase32(secret) } : {}),
    ...(state.endsWith('backup codes') ? { backup_codes: [person.backupCode] } : {}),
  })
  if (status !== 200) throw new Error(`no user could be made for the walk: ${JSON.stringify(response)}`)
  const id = String(response?.['id'])
  if (state === 'phone') {
    const [phone] = (response?.['phone_numbers'] ?? []) as { id: string }[]
    if (phone) await backend(scratch, 'PATCH', `/phone_numbers/${phone.id}`, { reserved_for_second_factor: true })
  }
  if (person.key) await putPasskey(scratch, id, person.key)
  return { id, ...person }
}
