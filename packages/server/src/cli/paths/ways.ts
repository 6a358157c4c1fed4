import type { Settings } from '@countersign/contract'
import type { Person, State } from './people.ts'
import type { Scratch } from './scratch.ts'
import { backend, type Held, lastCode, lastLink, type Told, type Visitor } from './visitor.ts'

/** The id of the sign-in that is open afterwards; null where there is none to go on with. */
type Walk = (visitor: Visitor, person: Person, scratch: Scratch) => Promise<string | null>

export interface Way {
  walk: Walk
  /** Where the operator or the app's own server answers for a session without proofs, in words for the table. */
  byDesign?: (environment: 'development' | 'production') => string | null
  /** Where what was obtained is not in the browser. */
  openedFor?: (person: Person, scratch: Scratch) => Promise<Held>
  /** Leads to a session of its own, not to one of the person. */
  isNewAccount?: boolean
}

const attempts = '/client/sign_ins'

/** Every way that leads, or may not lead, to something that counts as signed in. */
export const ways: Record<string, Way> = {
  password: { walk: (visitor, { email, password }) => begin(visitor, { identifier: email, password }) },
  'password in two steps': {
    async walk(visitor, { email, password }) {
      const id = await begin(visitor, { identifier: email })
      return first(visitor, id, { strategy: 'password', password })
    },
  },
  'password by number': { walk: (visitor, { phone, password }) => begin(visitor, { identifier: phone, password }) },
  'code by mail': { walk: (visitor, { email }, scratch) => byCode(visitor, email, 'email_code', scratch) },
  'code by SMS': { walk: (visitor, { phone }, scratch) => byCode(visitor, phone, 'phone_code', scratch) },
  'reset by mail': {
    walk: (visitor, { email }, scratch) => reset(visitor, email, 'reset_password_email_code', scratch),
  },
  'reset by SMS': {
    walk: (visitor, { phone }, scratch) => reset(visitor, phone, 'reset_password_phone_code', scratch),
  },
  ticket: {
    async walk(visitor, { id }, scratch) {
      const { response } = await backend(scratch, 'POST', '/sign_in_tokens', { user_id: id })
      return begin(visitor, { strategy: 'ticket', ticket: String(response?.['token']) })
    },
  },
  impersonation: {
    byDesign: () => 'somebody acts as the user, on the record',
    async walk(visitor, { id }, scratch) {
      const wish = { user_id: id, actor: { sub: 'support' } }
      const { response } = await backend(scratch, 'POST', '/actor_tokens', wish)
      return begin(visitor, { strategy: 'ticket', ticket: String(response?.['token']) })
    },
  },
  'passkey without a key': {
    async walk(visitor) {
      const id = await begin(visitor, { strategy: 'passkey' })
      return first(visitor, id, { strategy: 'passkey', public_key_credential: '{}' })
    },
  },
  'second step alone': {
    async walk(visitor, { email, backupCode }) {
      const id = await begin(visitor, { identifier: email })
      await second(visitor, id, { strategy: 'backup_code', code: backupCode })
      return null
    },
  },
  'first proof twice': {
    async walk(visitor, { email, phone, password }, scratch) {
      const id = await begin(visitor, { identifier: email, password })
      await first(visitor, id, { strategy: 'password', password })
      for (const [strategy, to] of [
        ['email_code', email],
        ['phone_code', phone],
      ] as const) {
        await visitor.ask('POST', `${attempts}/${id}/prepare_first_factor`, { strategy })
        await first(visitor, id, { strategy, code: await lastCode(scratch, to) })
        await second(visitor, id, { strategy, code: await lastCode(scratch, to) })
      }
      return null
    },
  },
  'SMS twice': {
    async walk(visitor, { phone }, scratch) {
      const id = await byCode(visitor, phone, 'phone_code', scratch)
      await visitor.ask('POST', `${attempts}/${id}/prepare_second_factor`, { strategy: 'phone_code' })
      await second(visitor, id, { strategy: 'phone_code', code: await lastCode(scratch, phone) })
      return null
    },
  },
  'new password, old step skipped': {
    async walk(visitor, { email, password }) {
      const id = await begin(visitor, { identifier: email, password })
      await visitor.ask('POST', `${attempts}/${id}/reset_password`, { password: 'a secret made anew' })
      return null
    },
  },
  handshake: {
    async walk(visitor, { email, password }, scratch) {
      await begin(visitor, { identifier: email, password })
      const redirect = encodeURIComponent(`http://${scratch.made.instance.host}/`)
      await visitor.ask('GET', `/client/handshake?redirect_url=${redirect}&format=nonce`)
      await visitor.ask('GET', `/client/touch?redirect_url=${redirect}`)
      return null
    },
  },
  'development browser': {
    async walk(visitor, { email, password }) {
      await begin(visitor, { identifier: email, password })
      await visitor.ask('POST', '/dev_browser')
      return null
    },
  },
  undo: {
    async walk(visitor, { id, email }, scratch) {
      await backend(scratch, 'POST', `/users/${id}/password/set_compromised`)
      await backend(scratch, 'DELETE', `/users/${id}/backup_code`)
      const token = (await lastLink(scratch, email)).replace(/^.*#token=/, '')
      await visitor.ask('POST', '/undo', { token })
      return null
    },
  },
  'sign-up under a taken address': {
    async walk(visitor, { email, password }, scratch) {
      await signUp(visitor, { email_address: email, password }, email, scratch)
      return null
    },
  },
  'sign-up': {
    isNewAccount: true,
    async walk(visitor, { email, password }, scratch) {
      const address = `new-${email}`
      const fields = { email_address: address, password, username: address.replace(/\W/g, '_').slice(0, 30) }
      await signUp(visitor, fields, address, scratch)
      return null
    },
  },
  'session by secret key': {
    byDesign: (environment) =>
      environment === 'development' ? 'the app’s server asks for it, in development only' : null,
    async walk(_, { id }, scratch) {
      await backend(scratch, 'POST', '/sessions', { user_id: id })
      return null
    },
    async openedFor({ id }, scratch) {
      const { response } = await backend(scratch, 'GET', `/sessions?user_id=${id}`)
      const [session] = Object.values(response ?? {}) as { status: string }[]
      return session === undefined ? 'none' : session.status === 'pending' ? 'pending' : 'session'
    },
  },
}

const idOf = ({ response }: Told) => String(response?.['id'] ?? 'none')

async function begin(visitor: Visitor, fields: Record<string, string>): Promise<string> {
  return idOf(await visitor.ask('POST', attempts, fields))
}

async function first(visitor: Visitor, id: string, fields: Record<string, string>): Promise<string> {
  await visitor.ask('POST', `${attempts}/${id}/attempt_first_factor`, fields)
  return id
}

export async function second(visitor: Visitor, id: string, fields: Record<string, string>): Promise<void> {
  await visitor.ask('POST', `${attempts}/${id}/attempt_second_factor`, fields)
}

async function byCode(visitor: Visitor, identifier: string, strategy: string, scratch: Scratch): Promise<string> {
  const id = await begin(visitor, { identifier, strategy })
  return first(visitor, id, { strategy, code: await lastCode(scratch, identifier) })
}

async function reset(visitor: Visitor, identifier: string, strategy: string, scratch: Scratch): Promise<string> {
  const id = await byCode(visitor, identifier, strategy, scratch)
  await visitor.ask('POST', `${attempts}/${id}/reset_password`, { password: 'a secret made anew' })
  return id
}

async function signUp(
  visitor: Visitor,
  fields: Record<string, string>,
  address: string,
  scratch: Scratch,
): Promise<void> {
  const id = idOf(await visitor.ask('POST', '/client/sign_ups', fields))
  const strategy = 'email_code'
  await visitor.ask('POST', `/client/sign_ups/${id}/prepare_verification`, { strategy })
  const code = await lastCode(scratch, address)
  await visitor.ask('POST', `/client/sign_ups/${id}/attempt_verification`, { strategy, code })
}

/** With what somebody in this state proves the second step; null where nobody can from here. */
export async function secondProof(
  visitor: Visitor,
  id: string,
  about: { state: State; person: Person; scratch: Scratch; settings: Settings },
): Promise<Record<string, string> | null> {
  const { state, person, scratch } = about
  if (state.startsWith('app')) {
    const { codeAt, stepAt } = await import('../../factors/totp/totp.code.ts')
    return { strategy: 'totp', code: codeAt(person.secret, stepAt(scratch.context.clock.now())) }
  }
  if (state !== 'phone') return null
  await visitor.ask('POST', `${attempts}/${id}/prepare_second_factor`, { strategy: 'phone_code' })
  return { strategy: 'phone_code', code: await lastCode(scratch, person.phone) }
}
