import { begin, byCode, first, reset } from '../steps.ts'
import { backend } from '../visitor.ts'
import type { Ways } from './ways.ts'

/** Each first proof alone, and what the app's own server opens. */
export const firstProofWays: Ways = {
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
