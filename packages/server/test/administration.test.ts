import type { BackendUserView } from '@countersign/contract'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { requireUser } from '../src/flows/administration/change-user.ts'
import type { Scope } from '../src/http/scope.ts'
import type { CreatedInstance } from '../src/instances/create.ts'
import { mfaOn, startTestApp, type TestApp } from './support/app.ts'
import {
  type Answer,
  Browser,
  backend,
  codeOf,
  enrol,
  mailed,
  me,
  password,
  signUp,
  startSignIn,
} from './support/browser.ts'

let app: TestApp
let instance: CreatedInstance

beforeAll(async () => {
  app = await startTestApp()
  instance = await app.create({}, mfaOn)
})
afterAll(() => app.close())
beforeEach(() => app.clock.advance(60_000))

let count = 0
const newEmail = () => `managed${++count}@example.com`
const secret = 'JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP'
const call = <T>(method: string, path: string, body?: unknown): Promise<Answer<T>> =>
  backend(app, instance)<T>(method, path, body)
async function create(fields: Record<string, unknown> = {}): Promise<BackendUserView & { email: string }> {
  const email = newEmail()
  const made = await call<BackendUserView>('POST', '/users', { email_address: [email], password, ...fields })
  expect(made.status).toBe(200)
  return { ...made.response, email }
}
const change = (id: string, fields: Record<string, unknown>) => call<BackendUserView>('PATCH', `/users/${id}`, fields)

describe('what an app says of its users', () => {
  test('needs something to know them by', async () => {
    expect((await call('POST', '/users', { password })).code).toBe('form_param_missing')
    expect((await call('POST', '/users', { external_id: `only-${++count}` })).status).toBe(200)
    expect((await call('POST', '/users', { username: 'admin', password })).code).toBe('form_param_format_invalid')
    const again = { external_id: `only-${count}` }
    expect((await call('POST', '/users', again)).code).toBe('form_identifier_exists')
  })

  test('names are changed, cleared and kept unique (R46)', async () => {
    const one = await create()
    const other = await create({ username: `second_${++count}`, external_id: `ext-${count}` })
    const name = `first_${count}`
    expect((await change(one.id, { username: name })).response.username).toBe(name)
    expect((await change(one.id, { username: name.toUpperCase() })).status).toBe(200)
    expect((await change(one.id, { username: other.username })).code).toBe('form_identifier_exists')
    expect((await change(one.id, { username: null })).response.username).toBeNull()
    expect((await change(one.id, { external_id: other.external_id })).code).toBe('form_identifier_exists')
    expect((await change(one.id, { external_id: 'mine' })).response.external_id).toBe('mine')
    expect((await change(one.id, { external_id: 'mine' })).status).toBe(200)
    expect((await change(one.id, { external_id: null })).response.external_id).toBeNull()
  })

  test('two users given one name at the same time: one is refused, none fails', async () => {
    const people = [await create(), await create()]
    for (const field of ['username', 'external_id']) {
      const wanted = `wanted_${++count}`
      const answers = await Promise.all(people.map(({ id }) => change(id, { [field]: wanted })))
      expect(answers.map((answer) => answer.status).sort()).toEqual([200, 422])
    }
    const email = newEmail()
    const made = await Promise.all([1, 2].map(() => call('POST', '/users', { email_address: [email] })))
    expect(made.map((answer) => answer.status).sort()).toEqual([200, 422])
  })

  test('the primary address must be a verified one of theirs (R66)', async () => {
    const one = await create({ email_address: [newEmail(), newEmail()] })
    const other = await create()
    const second = one.email_addresses[1]?.id ?? ''
    const changed = await change(one.id, { primary_email_address_id: second })
    expect(changed.response.primary_email_address_id).toBe(second)
    const foreign = other.email_addresses[0]?.id ?? ''
    expect((await change(one.id, { primary_email_address_id: foreign })).status).toBe(404)
  })

  test('metadata of all three kinds is replaced as a whole', async () => {
    const { id } = await create({ public_metadata: { a: 1 }, private_metadata: { b: 1 }, unsafe_metadata: { c: 1 } })
    const fields = { public_metadata: { x: 1 }, private_metadata: { y: 1 }, unsafe_metadata: { z: 1 } }
    expect((await change(id, fields)).response).toMatchObject(fields)
    expect((await change(id, { first_name: 'Ada', last_name: 'Byron' })).response).toMatchObject(fields)
  })

  test('a weak password is refused unless the app says that it knows (R42)', async () => {
    const { id, email } = await create()
    expect((await change(id, { password: 'password1' })).code).toBe('form_password_pwned')
    expect((await change(id, { password: 'password1', skip_password_checks: true })).status).toBe(200)
    expect((await startSignIn(new Browser(app, instance), email, 'password1')).response.status).toBe('complete')
  })

  test('new factors are told to the user, end sessions and are asked for (R61, R73)', async () => {
    const { id, email } = await create()
    const browser = new Browser(app, instance)
    await startSignIn(browser, email)
    const codes = ['AAAAAAAAAAAAA', 'BBBBBBBBBBBBB']
    const changed = await change(id, { totp_secret: secret, backup_codes: codes })
    expect(changed.response).toMatchObject({ totp_enabled: true, backup_codes_left: 2 })
    expect((await me(browser)).status).toBe(401)
    const subjects = (await mailed(browser, email)).map((message) => message.subject)
    expect(subjects).toContainEqual(expect.stringMatching(/2-step verification is on/i))
    expect(subjects).toContainEqual(expect.stringMatching(/new backup codes/i))
    expect((await startSignIn(browser, email)).response.status).toBe('needs_second_factor')
    const enabledAt = changed.response.mfa_enabled_at
    app.clock.advance(1000)
    expect((await change(id, { totp_secret: secret })).response.mfa_enabled_at).toBe(enabledAt)
  })

  test.each([
    ['a secret that is too short', { totp_secret: 'JBSWY3DP' }],
    ['a secret that is none', { totp_secret: '1'.repeat(32) }],
    ['a code that is none', { backup_codes: ['!'] }],
    ['one code twice', { backup_codes: ['AAAAAAAAAAAAA', 'aaaa-aaaa-aaaaa'] }],
  ])('%s changes nothing (R1, S40)', async (_, fields) => {
    const { id } = await create()
    expect((await change(id, { ...fields, first_name: 'Changed' })).code).toBe('form_param_format_invalid')
    expect((await call<BackendUserView>('GET', `/users/${id}`)).response).toMatchObject({
      first_name: null,
      totp_enabled: false,
    })
  })
})

describe('checking a code for the app', () => {
  test('uses it up once, also when asked twice at the same time (R4, S41)', async () => {
    const { id } = await create({ totp_secret: secret, backup_codes: ['AAAAAAAAAAAAA'] })
    for (const code of [codeOf(secret, app.clock.now()), 'AAAAAAAAAAAAA']) {
      const answers = await Promise.all([1, 2, 3].map(() => call('POST', `/users/${id}/verify_totp`, { code })))
      expect(answers.filter((answer) => answer.status === 200)).toHaveLength(1)
      expect(answers.filter((answer) => answer.code === 'totp_incorrect_code')).toHaveLength(2)
    }
  })

  test('of a user without a factor is refused, and failures lock as at sign-in (R85, R100)', async () => {
    const { id, email } = await create()
    expect((await call('POST', `/users/${id}/verify_totp`, { code: '123456' })).code).toBe('totp_incorrect_code')
    expect((await call('POST', `/users/${id}/verify_totp`, { code: 'AAAAAAAAAAAAA' })).code).toBe('totp_incorrect_code')
    for (let i = 0; i < 8; i++) await call('POST', `/users/${id}/verify_totp`, { code: '123456' })
    expect((await call('POST', `/users/${id}/verify_totp`, { code: '123456' })).code).toBe('user_locked')
    expect((await startSignIn(new Browser(app, instance), email)).code).toBe('user_locked')
  })
})

describe('an account that has no address or password', () => {
  test('gets its first address as the primary one, and a password without naming an old one (R48)', async () => {
    const name = `bare_${++count}`
    const made = await call<BackendUserView>('POST', '/users', { username: name, password })
    const browser = new Browser(app, instance)
    await startSignIn(browser, name)
    const email = `bare${count}+countersign_test@example.com`
    const added = await browser.post<{ id: string }>('/me/email_addresses', { email_address: email })
    await browser.post(`/me/email_addresses/${added.response.id}/prepare_verification`)
    await browser.post(`/me/email_addresses/${added.response.id}/attempt_verification`, { code: '424242' })
    expect((await me(browser)).response.primary_email_address_id).toBe(added.response.id)
    await app.context.db.updateTable('users').set({ password_hash: null }).where('id', '=', made.response.id).execute()
    const fields = { new_password: 'its first own secret', current_password: 'anything' }
    expect((await browser.post('/me/change_password', fields)).status).toBe(200)
    expect((await startSignIn(new Browser(app, instance), name, fields.new_password)).response.status).toBe('complete')
  })

  test('an address that was never verified goes without a notice', async () => {
    const email = newEmail()
    const browser = await signUp(app, instance, email)
    const added = await browser.post<{ id: string }>('/me/email_addresses', { email_address: newEmail() })
    expect((await browser.delete(`/me/email_addresses/${added.response.id}`)).status).toBe(200)
    const subjects = (await mailed(browser, email)).map((message) => message.subject)
    expect(subjects).not.toContainEqual(expect.stringMatching(/address removed/i))
  })
})

test('a banned user’s session is refused by name, a deleted user’s is none (R59, R91)', async () => {
  const { id, email } = await create()
  const browser = new Browser(app, instance)
  await startSignIn(browser, email)
  await app.context.db.updateTable('users').set({ banned_at: app.clock.now() }).where('id', '=', id).execute()
  expect((await me(browser)).code).toBe('user_banned')
  expect((await browser.get<{ sessions: unknown[] }>('/client')).response.sessions).toEqual([])
})

test('removing the app twice at once removes it once', async () => {
  const browser = await signUp(app, instance, newEmail())
  await enrol(browser)
  const answers = await Promise.all([1, 2].map(() => browser.copy().delete('/me/totp')))
  expect(answers.map((answer) => answer.status).sort()).toEqual([200, expect.any(Number)])
  expect(answers.filter((answer) => answer.status === 200)).toHaveLength(1)
})

test('a user whose primary address was never chosen is reached at the first verified one', async () => {
  const { id, email } = await create()
  await app.context.db.updateTable('users').set({ primary_email_id: null }).where('id', '=', id).execute()
  const browser = new Browser(app, instance)
  const start = { identifier: email, strategy: 'email_code' }
  expect((await browser.post('/client/sign_ins', start)).status).toBe(200)
  expect((await mailed(browser, email)).at(-1)?.code).toMatch(/^\d{6}$/)
})

test('a stored secret that cannot be read is refused like a wrong code, and lets no one in (R118)', async () => {
  const { id, email } = await create({ totp_secret: secret })
  const row = await app.context.db
    .selectFrom('totp_factors')
    .select('id')
    .where('user_id', '=', id)
    .executeTakeFirstOrThrow()
  const sealed = app.context.keyring.seal('!', { purpose: 'totp', row: row.id, owner: id })
  await app.context.db.updateTable('totp_factors').set({ secret_sealed: sealed }).where('id', '=', row.id).execute()
  const browser = new Browser(app, instance)
  const begun = await startSignIn(browser, email)
  const path = `/client/sign_ins/${begun.response.id}/attempt_second_factor`
  const answer = await browser.post(path, { strategy: 'totp', code: codeOf(secret, app.clock.now()) })
  expect([answer.status, answer.code]).toEqual([422, 'form_code_incorrect'])
  expect((await me(browser)).status).toBe(401)
})

test('nobody is found without an id', async () => {
  const scope = { context: app.context, instance: instance.instance } as unknown as Scope
  await expect(requireUser(scope, undefined)).rejects.toMatchObject({ code: 'resource_not_found' })
})
