import type { BackendUserView, ClientView, SessionVerificationView, SignInView } from '@countersign/contract'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import type { CreatedInstance } from '../src/instances/create.ts'
import { mfaOn, startTestApp, type TestApp } from './support/app.ts'
import {
  afterOverlap,
  Browser,
  backend,
  codeOf,
  mailed,
  mailedCode,
  mailFactor,
  me,
  password,
  second,
  startSignIn,
} from './support/browser.ts'

let app: TestApp
let instance: CreatedInstance
let call: ReturnType<typeof backend>
const secret = 'JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP'

beforeAll(async () => {
  app = await startTestApp()
  instance = await app.create({ slug: 'acme' }, mfaOn)
  call = backend(app, instance)
})
afterAll(() => app.close())
beforeEach(() => app.clock.advance(60_000))

let count = 0
async function create(fields: Record<string, unknown> = {}): Promise<BackendUserView & { email: string }> {
  const email = `known${++count}@example.com`
  const made = await call<BackendUserView>('POST', '/users', { email_address: [email], password, ...fields })
  app.clock.advance(1000)
  return { ...made.response, email }
}
const visitor = () => new Browser(app, instance)
const mark = (id: string, fields = {}) => call<BackendUserView>('POST', `/users/${id}/password/set_compromised`, fields)
const unmark = (id: string) => call('POST', `/users/${id}/password/unset_compromised`)

async function reset(browser: Browser, email: string, newPassword: string) {
  const begun = await browser.post<SignInView>('/client/sign_ins', { identifier: email })
  const path = `/client/sign_ins/${begun.response.id}`
  const strategy = 'reset_password_email_code'
  const email_address_id = mailFactor(begun.response, strategy)?.email_address_id ?? ''
  await browser.post(`${path}/prepare_first_factor`, { strategy, email_address_id })
  const code = await mailedCode(browser, email)
  const proven = await browser.post<SignInView>(`${path}/attempt_first_factor`, { strategy, code })
  expect(proven.response.status).toBe('needs_new_password')
  return browser.post<SignInView>(`${path}/reset_password`, { password: newPassword })
}

test('a password that others know opens nothing, and says so to whoever knows it', async () => {
  const user = await create({ totp_secret: secret })
  expect((await mark(user.id)).status).toBe(200)
  const told = await startSignIn(visitor(), user.email)
  expect(told).toMatchObject({ status: 422, code: 'form_password_compromised' })
  expect(told.errors[0]?.long_message).toMatch(/may be compromised.*alternative sign-in method.*reset your password/)
  expect((await startSignIn(visitor(), user.email, 'a wrong one')).code).toBe('form_password_or_identifier_incorrect')
  await unmark(user.id)
  expect((await startSignIn(visitor(), user.email)).response.status).toBe('needs_second_factor')
})

test('a code to an address of the user leads to a new one, which is not the old one; then all is as before', async () => {
  const user = await create({ totp_secret: secret })
  await mark(user.id)
  const browser = visitor()
  expect((await reset(browser, user.email, password)).code).toBe('form_password_pwned')
  app.clock.advance(60_000)
  const done = await reset(browser, user.email, 'another fine phrase')
  expect(done.response.status).toBe('needs_second_factor')
  await second(browser, done.response.id, 'totp', codeOf(secret, app.clock.now()))
  expect((await me(browser)).response.id).toBe(user.id)
  expect((await startSignIn(visitor(), user.email, 'another fine phrase')).response.status).toBe('needs_second_factor')
})

test('what was begun with it dies; sessions end where the app wants so, and only there (R61)', async () => {
  const user = await create()
  const browser = visitor()
  await startSignIn(browser, user.email)
  await mark(user.id)
  expect((await me(browser)).status).toBe(200)
  await mark(user.id, { revoke_all_sessions: true })
  expect((await me(browser)).status).toBe(401)
})

test('a password is removed with what was begun under it; the user is told and signs in by mail (R61, R63)', async () => {
  const user = await create()
  const browser = visitor()
  await startSignIn(browser, user.email)
  const remove = (fields = {}) => call<BackendUserView>('POST', `/users/${user.id}/remove_password`, fields)
  expect((await remove()).response).toMatchObject({ password_enabled: false, password_last_updated_at: null })
  expect((await me(browser)).status).toBe(200)
  await remove({ sign_out_of_other_sessions: true })
  expect((await me(browser)).status).toBe(401)
  expect((await startSignIn(visitor(), user.email)).status).toBe(422)
  expect((await mailed(browser, user.email)).length).toBeGreaterThan(0)
})

test('a session that goes on is pending until the password is another, chosen by whoever proves more than to know it', async () => {
  const user = await create()
  const browser = visitor()
  const { response: signIn } = await startSignIn(browser, user.email)
  const session = async () => (await browser.get<ClientView>('/client')).response.sessions[0]
  expect(await session()).toMatchObject({ status: 'active', tasks: null })
  await mark(user.id)
  expect(await session()).toMatchObject({ status: 'pending', tasks: [{ key: 'reset-password' }] })
  expect((await browser.patch('/me', { first_name: 'Eve' })).code).toBe('session_pending')
  const change = (new_password: string) => browser.post('/me/change_password', { new_password })
  expect((await change('another fine phrase')).code).toBe('session_reverification_required')

  app.clock.advance(60_000)
  const path = `/client/sessions/${signIn.created_session_id}/verify`
  const begun = await browser.post<SessionVerificationView>(path, { level: 'first_factor' })
  const offers = begun.response.supported_first_factors
  expect(offers.map(({ strategy }) => strategy)).toEqual(['email_code'])
  const knows = await browser.post(`${path}/attempt_first_factor`, { strategy: 'password', password })
  expect(knows.code).toBe('form_password_compromised')
  const id = mailFactor(begun.response, 'email_code')?.email_address_id ?? ''
  await browser.post(`${path}/prepare_first_factor`, { strategy: 'email_code', email_address_id: id })
  await browser.post(`${path}/attempt_first_factor`, {
    strategy: 'email_code',
    code: await mailedCode(browser, user.email),
  })

  expect((await change(password)).code).toBe('form_password_pwned')
  const changed = await change('another fine phrase')
  expect(changed.status).toBe(200)
  expect(changed.client?.sessions[0]).toMatchObject({ status: 'active', tasks: null })
  expect((await startSignIn(visitor(), user.email, 'another fine phrase')).response.status).toBe('complete')
})

test('the next password is chosen without the old one after a proof by mail, also where no fresh proofs are asked for, and by no older session', async () => {
  const own = await app.create({ name: 'Calm' }, { reverification: { enabled: false } })
  const asApp = backend(app, own)
  const email = 'calm@example.com'
  const { id } = (await asApp<BackendUserView>('POST', '/users', { email_address: [email], password })).response
  const [older, browser] = [new Browser(app, own), new Browser(app, own)]
  await startSignIn(older, email)
  await asApp('POST', `/users/${id}/password/set_compromised`)
  app.clock.advance(60_000)
  const path = '/client/sign_ins'
  const begun = (await browser.post<SignInView>(path, { identifier: email })).response
  const email_address_id = mailFactor(begun, 'email_code')?.email_address_id ?? ''
  await browser.post(`${path}/${begun.id}/prepare_first_factor`, { strategy: 'email_code', email_address_id })
  const code = await mailedCode(browser, email)
  await browser.post(`${path}/${begun.id}/attempt_first_factor`, { strategy: 'email_code', code })
  const change = (by: Browser) => by.post('/me/change_password', { new_password: 'another fine phrase' })
  expect((await change(older)).code).toBe('session_reverification_required')
  expect((await change(browser)).status).toBe(200)
  // Sooner it would be the repeat of a lost answer.
  afterOverlap(browser)
  expect((await change(browser)).code).toBe('form_param_missing')
})

test('where a second factor is there, a proof of it that is younger than the mark is asked for', async () => {
  const user = await create({ totp_secret: secret })
  const browser = visitor()
  const { response } = await startSignIn(browser, user.email)
  const done = await second(browser, response.id, 'totp', codeOf(secret, app.clock.now()))
  await mark(user.id)
  const change = () => browser.post('/me/change_password', { new_password: 'another fine phrase' })
  expect((await change()).code).toBe('session_reverification_required')
  app.clock.advance(60_000)
  const path = `/client/sessions/${done.response.created_session_id}/verify`
  await browser.post(path, { level: 'second_factor' })
  const code = codeOf(secret, app.clock.now())
  await browser.post(`${path}/attempt_second_factor`, { strategy: 'totp', code })
  expect((await change()).status).toBe(200)
})

test('nobody is marked who is not there', async () => {
  for (const path of ['password/set_compromised', 'password/unset_compromised', 'remove_password'])
    expect((await call('POST', `/users/user_nobody/${path}`)).code).toBe('resource_not_found')
})
