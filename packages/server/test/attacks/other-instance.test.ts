import type { BackendUserView, SessionView, SignInView } from '@countersign/contract'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import type { CreatedInstance } from '../../src/instances/create.ts'
import { mfaOn, startTestApp, type TestApp } from '../support/app.ts'
import { Browser, backend, codeOf, enrol, mailedCode, me, second, signUp, startSignIn } from '../support/browser.ts'

let app: TestApp
let acme: CreatedInstance
let rival: CreatedInstance

beforeAll(async () => {
  app = await startTestApp()
  acme = await app.create({ name: 'Acme' }, mfaOn)
  rival = await app.create({ name: 'Rival' }, mfaOn)
})
afterAll(() => app.close())
beforeEach(() => app.clock.advance(60_000))

let count = 0
const newEmail = () => `between${++count}@example.com`
/** A browser of one instance with the cookies of another. */
function transfer(from: Browser, to: CreatedInstance): Browser {
  const browser = new Browser(app, to)
  for (const [name, value] of from.cookies) browser.cookies.set(name, value)
  return browser
}

test('an account of one instance is none of another, and the same address can have one in each (S12)', async () => {
  const email = newEmail()
  const here = await signUp(app, acme, email)
  expect((await startSignIn(new Browser(app, rival), email)).code).toBe('form_password_or_identifier_incorrect')
  app.clock.advance(60_000)
  const there = await signUp(app, rival, email)
  expect((await me(there)).response.id).not.toBe((await me(here)).response.id)
})

test('a cookie is worth nothing at another instance (S12, R51)', async () => {
  const browser = await signUp(app, acme, newEmail())
  const moved = transfer(browser, rival)
  expect((await me(moved)).status).toBe(401)
  expect((await moved.get('/client')).response).toBeNull()
  expect((await me(browser)).status).toBe(200)
})

test('ids of attempts, sessions, addresses and users are unknown at another instance (R66, S12)', async () => {
  const email = newEmail()
  const browser = await signUp(app, acme, email)
  const { secret } = await enrol(browser)
  const user = (await me(browser)).response
  const [session] = (await browser.get<SessionView[]>('/me/sessions/active')).response
  const halfway = new Browser(app, acme)
  const begun = await startSignIn(halfway, email)
  const stranger = await signUp(app, rival, newEmail())
  const code = codeOf(secret, app.clock.now())
  expect((await second(transfer(halfway, rival), begun.response.id, 'totp', code)).status).toBe(404)
  expect((await second(stranger, begun.response.id, 'totp', code)).status).toBe(404)
  expect((await stranger.get(`/client/sign_ins/${begun.response.id}`)).status).toBe(404)
  expect((await stranger.post(`/me/sessions/${session?.id}/revoke`)).status).toBe(404)
  expect((await stranger.get(`/me/email_addresses/${user.primary_email_address_id}`)).status).toBe(404)
  expect((await stranger.get(`/me?_clerk_session_id=${session?.id}`)).status).toBe(401)
  expect((await second(halfway, begun.response.id, 'totp', code)).response.status).toBe('complete')
})

test('a secret key reaches the users of its own instance and no others, whatever host it is sent to (S12, R131)', async () => {
  const user = (await me(await signUp(app, acme, newEmail()))).response
  const call = backend(app, rival)
  const paths: [string, string, unknown?][] = [
    ['GET', `/users/${user.id}`],
    ['PATCH', `/users/${user.id}`, { first_name: 'Changed' }],
    ['PATCH', `/users/${user.id}/metadata`, { public_metadata: { changed: true } }],
    ['POST', `/users/${user.id}/ban`],
    ['POST', `/users/${user.id}/lock`],
    ['POST', `/users/${user.id}/verify_password`, { password: 'anything' }],
    ['POST', `/users/${user.id}/verify_totp`, { code: '123456' }],
    ['DELETE', `/users/${user.id}/mfa`],
    ['DELETE', `/users/${user.id}`],
  ]
  for (const [method, path, body] of paths) expect([path, (await call(method, path, body)).status]).toEqual([path, 404])
  const list = await call<BackendUserView[]>('GET', '/users?limit=100')
  expect(list.response.map((row) => row.id)).not.toContain(user.id)
  const own = await backend(app, acme)<BackendUserView>('GET', `/users/${user.id}`)
  expect(own.response).toMatchObject({ first_name: null, banned: false, locked: false, public_metadata: {} })
})

test('a lock, a limit and a code of one instance leave another alone (S12, R106)', async () => {
  const email = newEmail()
  await signUp(app, acme, email)
  app.clock.advance(60_000)
  await signUp(app, rival, email)
  for (let i = 0; i < 10; i++) await startSignIn(new Browser(app, acme), email, 'a wrong password')
  expect((await startSignIn(new Browser(app, acme), email)).code).toBe('user_locked')
  expect((await startSignIn(new Browser(app, rival), email)).response.status).toBe('complete')
  app.clock.advance(3_600_000)
  const here = new Browser(app, acme)
  const there = new Browser(app, rival)
  const start = { identifier: email, strategy: 'email_code' }
  await here.post('/client/sign_ins', start)
  const attempt = await there.post<SignInView>('/client/sign_ins', start)
  const code = await mailedCode(here, email)
  if (code === (await mailedCode(there, email))) return
  const path = `/client/sign_ins/${attempt.response.id}/attempt_first_factor`
  expect((await there.post(path, { strategy: 'email_code', code })).code).toBe('form_code_incorrect')
})

test('settings of one instance change no other (S12)', async () => {
  await backend(app, rival)('PATCH', '/instance/settings', { multi_factor: { required: true } })
  const { client } = await startSignIn(new Browser(app, acme), 'nobody@example.com')
  expect(client?.sessions ?? []).toEqual([])
  const browser = await signUp(app, acme, newEmail())
  expect((await browser.patch('/me', { first_name: 'Ada' })).status).toBe(200)
  const bound = await signUp(app, rival, newEmail())
  expect((await bound.patch('/me', { first_name: 'Ada' })).code).toBe('session_pending')
})
