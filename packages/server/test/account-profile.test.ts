import type { UserView } from '@countersign/contract'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { addEmail, removeEmail } from '../src/flows/account/email-addresses.ts'
import { updateProfile } from '../src/flows/account/profile.ts'
import { renameApp } from '../src/flows/enrolment/authenticator-apps.ts'
import { addPhone } from '../src/flows/enrolment/phone-numbers.ts'
import { removePhone } from '../src/flows/enrolment/remove-phone.ts'
import type { CreatedInstance } from '../src/instances/create.ts'
import { requireSession, type SignedIn } from '../src/sessions/guard.ts'
import { mfaOn, startTestApp, type TestApp } from './support/app.ts'
import { Browser, backend, enrol, me, signUp, startSignIn } from './support/browser.ts'
import { scopeOf } from './support/meanwhile.ts'

let app: TestApp
let instance: CreatedInstance

beforeAll(async () => {
  app = await startTestApp()
  instance = await app.create({}, { ...mfaOn, identifiers: { username: 'optional' } })
})
afterAll(() => app.close())
beforeEach(() => app.clock.advance(60_000))

let count = 0
const newEmail = () => `owner${++count}@example.com`
const person = () => signUp(app, instance, newEmail())

describe('the profile', () => {
  test('names and metadata change freely; an empty name clears it', async () => {
    const browser = await person()
    app.clock.advance(30 * 60_000)
    const changed = await browser.patch<UserView>('/me', { first_name: 'Ada', last_name: 'Byron' })
    expect(changed.response).toMatchObject({ first_name: 'Ada', last_name: 'Byron' })
    const cleared = await browser.patch<UserView>('/me', { first_name: '', last_name: '' })
    expect(cleared.response).toMatchObject({ first_name: null, last_name: null })
    const metadata = await browser.patch<UserView>('/me/metadata', { unsafe_metadata: '{"a":{"b":1}}' })
    expect(metadata.response.unsafe_metadata).toEqual({ a: { b: 1 } })
    for (const unsafe_metadata of ['[]', '1', 'null', '{', '"x"'])
      expect((await browser.patch('/me/metadata', { unsafe_metadata })).code).toBe('form_param_format_invalid')
  })

  test('merges metadata at every depth on its own route and replaces it with PATCH /me, as the SDK’s calls do', async () => {
    const browser = await person()
    const merge = async (unsafe_metadata: string) =>
      (await browser.patch<UserView>('/me/metadata', { unsafe_metadata })).response.unsafe_metadata
    expect(await merge('{"a":{"b":1},"c":[1]}')).toEqual({ a: { b: 1 }, c: [1] })
    expect(await merge('{"a":{"d":{"e":2,"f":null}},"c":null}')).toEqual({ a: { b: 1, d: { e: 2 } } })
    expect(await merge('{"a":{"d":{"e":null}}}')).toEqual({ a: { b: 1, d: {} } })
    const replaced = await browser.patch<UserView>('/me', { unsafe_metadata: '{"g":1}' })
    expect(replaced.response.unsafe_metadata).toEqual({ g: 1 })
    // What the SDK sends for null.
    expect(await merge('')).toEqual({})
  })

  test('loses none of 20 metadata merges at the same time', async () => {
    const browser = await person()
    const keys = Array.from({ length: 20 }, (_, index) => `key_${index}`)
    await Promise.all(
      keys.map((key) => browser.patch('/me/metadata', { unsafe_metadata: JSON.stringify({ deep: { [key]: key } }) })),
    )
    const { unsafe_metadata } = (await me(browser)).response
    expect(unsafe_metadata).toEqual({ deep: Object.fromEntries(keys.map((key) => [key, key])) })
  })

  test('binds nothing that is not the user’s to change (R49)', async () => {
    const browser = await person()
    const before = (await me(browser)).response
    const sent = {
      id: 'user_x',
      banned: 'true',
      locked: 'true',
      totp_enabled: 'true',
      two_factor_enabled: 'false',
      public_metadata: '{"admin":true}',
      private_metadata: '{"admin":true}',
      created_at: '1',
      epoch: '9',
      password: 'set by the way',
      password_enabled: 'false',
      instance_id: 'ins_x',
    }
    await browser.patch('/me', sent)
    await browser.patch('/me/metadata', { ...sent, unsafe_metadata: '{}' })
    const after = (await me(browser)).response
    expect({ ...after, updated_at: 0 }).toEqual({ ...before, updated_at: 0 })
  })

  test('a username is unique, checked, and only there where the operator wants it (R46)', async () => {
    const browser = await person()
    const name = `chosen_${++count}`
    expect((await browser.patch<UserView>('/me', { username: name })).response.username).toBe(name)
    expect((await browser.patch<UserView>('/me', { username: name.toUpperCase() })).status).toBe(200)
    expect((await startSignIn(new Browser(app, instance), name)).response.status).toBe('complete')
    const other = await person()
    expect((await other.patch('/me', { username: name })).code).toBe('form_identifier_exists')
    expect((await other.patch('/me', { username: 'admin' })).code).toBe('form_param_format_invalid')
    const plain = await app.create({ name: 'Plain' })
    const stranger = await signUp(app, plain, newEmail())
    expect((await stranger.patch('/me', { username: 'whatever' })).code).toBe('form_param_format_invalid')
  })

  test('two users who take one name at the same time get one success and no crash', async () => {
    const name = `race_${++count}`
    const people = [await person(), await person()]
    const answers = await Promise.all(people.map((browser) => browser.patch('/me', { username: name })))
    expect(answers.map((answer) => answer.status).sort()).toEqual([200, 422])
  })
})

describe('a request that read the user before another one changed them', () => {
  const call = (...given: Parameters<ReturnType<typeof backend>>) => backend(app, instance)(...given)
  /** A request of this browser that has read the user and does nothing yet. */
  const begin = async (browser: Browser): Promise<SignedIn> =>
    requireSession(await scopeOf(browser), null, { who: 'session', method: 'POST' })
  const put = async (path: string, fields: Record<string, unknown>) => {
    const { body } = await call('POST', path, { ...fields, verified: true })
    return (body as { id: string }).id
  }

  test('passes the primary address on when it removes the one that became primary meanwhile', async () => {
    const browser = await person()
    const { id: user_id, primary_email_address_id: first } = (await me(browser)).response
    const second = await put('/email_addresses', { user_id, email_address: newEmail() })
    const scope = await begin(browser)
    await call('PATCH', `/email_addresses/${second}`, { primary: true })
    await removeEmail(scope, second)
    expect((await me(browser)).response.primary_email_address_id).toBe(first)
  })

  test('does the same for numbers', async () => {
    const browser = await person()
    const { id: user_id } = (await me(browser)).response
    const first = await put('/phone_numbers', { user_id, phone_number: '+15555550101' })
    const second = await put('/phone_numbers', { user_id, phone_number: '+15555550102' })
    const scope = await begin(browser)
    await call('PATCH', `/phone_numbers/${second}`, { primary: true })
    await removePhone(scope, second)
    expect((await me(browser)).response.primary_phone_number_id).toBe(first)
  })

  test('makes no address primary that was removed meanwhile', async () => {
    const browser = await person()
    const { id: user_id, primary_email_address_id: old } = (await me(browser)).response
    const heir = await put('/email_addresses', { user_id, email_address: newEmail() })
    const scope = await begin(browser)
    await call('DELETE', `/email_addresses/${old}`)
    const late = updateProfile(scope, { primary_email_address_id: String(old) })
    await expect(late).rejects.toMatchObject({ code: 'attempt_expired' })
    expect((await me(browser)).response.primary_email_address_id).toBe(heir)
  })

  test('adds no address or number beyond the limit, and none twice', async () => {
    const browser = await person()
    const scope = await begin(browser)
    const add = async (count: number, one: (index: number) => Promise<unknown>) => {
      const results = await Promise.allSettled(Array.from({ length: count }, (_, index) => one(index)))
      return results.filter(({ status }) => status === 'fulfilled').length
    }
    const same = newEmail()
    expect(await add(3, () => addEmail(scope, same))).toBe(1)
    expect(await add(12, () => addEmail(scope, newEmail()))).toBe(8)
    expect(await add(3, () => addPhone(scope, '+15555550110'))).toBe(1)
    expect(await add(8, (index) => addPhone(scope, `+1555555012${index}`))).toBe(4)
    const { email_addresses, phone_numbers } = (await me(browser)).response
    expect([email_addresses.length, phone_numbers.length]).toEqual([10, 5])
  })

  test('says that an authenticator app is gone instead of naming nothing', async () => {
    const browser = await person()
    await enrol(browser)
    const scope = await begin(browser)
    const [one] = scope.facts.apps
    await call('DELETE', `/users/${scope.user.id}/totp`)
    await expect(renameApp(scope, one?.id, 'Phone')).rejects.toMatchObject({ code: 'resource_not_found' })
  })
})
