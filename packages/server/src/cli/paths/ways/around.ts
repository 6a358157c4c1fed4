import type { Scratch } from '../scratch.ts'
import { attempts, begin, byCode, first, idOf, newPassword, second } from '../steps.ts'
import { backend, lastCode, lastLink, type Visitor } from '../visitor.ts'
import type { Ways } from './ways.ts'

/** Where somebody with a first proof might look for a way around the second. */
export const waysAround: Ways = {
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
      await visitor.ask('POST', `${attempts}/${id}/reset_password`, { password: newPassword })
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
  'sign-up by invitation': {
    shows: 'a new account',
    async walk(visitor, { email, password }, scratch) {
      const address = `guest-${email}`
      const { response } = await backend(scratch, 'POST', '/invitations', { email_address: address, notify: false })
      const url = String(response?.['url'] ?? '')
      const ticket = URL.canParse(url) ? (new URL(url).searchParams.get('__clerk_ticket') ?? '') : ''
      const username = address.replace(/\W/g, '_').slice(0, 30)
      await visitor.ask('POST', '/client/sign_ups', { strategy: 'ticket', ticket, password, username })
      return null
    },
  },
  'sign-up': {
    shows: 'a new account',
    async walk(visitor, { email, password }, scratch) {
      const address = `new-${email}`
      const fields = { email_address: address, password, username: address.replace(/\W/g, '_').slice(0, 30) }
      await signUp(visitor, fields, address, scratch)
      return null
    },
  },
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
