import type { ClientView, SessionView, SignInView, TokenView, TotpView } from '@countersign/contract'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { frontendRoutes } from '../src/frontend-api/routes.ts'
import type { CreatedInstance } from '../src/instances/create.ts'
import { startTestApp, type TestApp } from './support/app.ts'
import {
  type Answer,
  Browser,
  backend,
  codeOf,
  enrol,
  me,
  password,
  second,
  signUp,
  startSignIn,
} from './support/browser.ts'

let app: TestApp
let instance: CreatedInstance

const required = { multi_factor: { totp: true, backup_code: true, required: true } }

beforeAll(async () => {
  app = await startTestApp()
  instance = await app.create({}, required)
})
afterAll(() => app.close())
beforeEach(() => app.clock.advance(60_000))

let count = 0
const newEmail = () => `must${++count}@example.com`
const visitor = () => new Browser(app, instance)
const claims = (jwt: string) => JSON.parse(Buffer.from(jwt.split('.')[1] ?? '', 'base64url').toString())

interface Person {
  browser: Browser
  email: string
  session: string
}
async function person(): Promise<Person> {
  const email = newEmail()
  const browser = await signUp(app, instance, email)
  const session = (await browser.get<ClientView>('/client')).response.last_active_session_id ?? ''
  return { email, browser, session }
}
const read = async ({ browser, session }: Person) =>
  (await browser.get<SessionView>(`/client/sessions/${session}`)).response
const mint = ({ browser, session }: Person) => browser.post<TokenView>(`/client/sessions/${session}/tokens`)

describe('where a second factor is required, a user without one', () => {
  test('gets a session that owes setting it up, and tokens that say so (S3, S22, R57)', async () => {
    const someone = await person()
    expect(await read(someone)).toMatchObject({ status: 'pending', tasks: [{ key: 'setup-mfa' }] })
    const { client } = await startSignIn(visitor(), someone.email)
    expect(client?.sessions[0]).toMatchObject({ status: 'pending', tasks: [{ key: 'setup-mfa' }] })
    expect(claims((await mint(someone)).response.jwt ?? '')).toMatchObject({ sts: 'pending' })
  })

  const open = new Set([
    'GET /me',
    'GET /client/sessions/:session_id',
    'POST /client/sessions/:session_id/touch',
    'POST /client/sessions/:session_id/tokens',
    'POST /client/sessions/:session_id/tasks/setup-mfa/skip',
    'POST /client/sessions/:session_id/end',
    'POST /client/sessions/:session_id/remove',
    'POST /client/sessions/:session_id/verify',
    'POST /client/sessions/:session_id/verify/prepare_first_factor',
    'POST /client/sessions/:session_id/verify/attempt_first_factor',
    'POST /client/sessions/:session_id/verify/prepare_second_factor',
    'POST /client/sessions/:session_id/verify/attempt_second_factor',
    'GET /me/sessions/active',
    'POST /me/authenticator_apps',
    'POST /me/authenticator_apps/:id/attempt_verification',
    'POST /me/passkeys',
    'POST /me/passkeys/:id/attempt_verification',
    'POST /me/totp',
    'POST /me/totp/attempt_verification',
    'POST /me/phone_numbers',
    'GET /me/phone_numbers/:id',
    'PATCH /me/phone_numbers/:id',
    'POST /me/phone_numbers/:id/prepare_verification',
    'POST /me/phone_numbers/:id/attempt_verification',
    'DELETE /me/phone_numbers/:id',
  ])
  const guarded = frontendRoutes.filter((route) => route.who !== 'anyone')

  test('is let through to setting up, proving again, reading itself and signing out: this list and no more (R57)', () => {
    const pending = guarded.filter((route) => route.who.startsWith('pending'))
    expect(pending.map((route) => `${route.method} ${route.path}`).sort()).toEqual([...open].sort())
  })

  test('is refused everything else, and nothing of it happens (R57)', async () => {
    const someone = await person()
    const before = (await me(someone.browser)).response
    const own = before.primary_email_address_id ?? ''
    for (const route of guarded.filter((row) => !open.has(`${row.method} ${row.path}`))) {
      const path = route.path
        .replace(/:(?:session_)?id/g, route.path.includes('sessions') ? someone.session : own)
        .replace(':template', 'any')
      const body = new URLSearchParams({
        first_name: 'Changed',
        new_password: 'a different secret',
        current_password: password,
        email_address: newEmail(),
        unsafe_metadata: '{"a":1}',
        code: '123456',
        strategy: 'email_code',
      }).toString()
      const answer = await someone.browser.send(route.method, path, route.method === 'GET' ? undefined : body)
      expect([route.path, answer.status, answer.code]).toEqual([route.path, 403, 'session_pending'])
    }
    expect((await me(someone.browser)).response).toEqual(before)
  })

  test('is not let further by refreshing, touching, a second tab, naming the session or signing in again (R57)', async () => {
    const someone = await person()
    const { browser, session, email } = someone
    await browser.post(`/client/sessions/${session}/touch`)
    await mint(someone)
    await browser.get('/client')
    const tries: Promise<Answer<unknown>>[] = [
      browser.patch('/me', { first_name: 'Changed' }),
      browser.copy().patch('/me', { first_name: 'Changed' }),
      browser.patch(`/me?_clerk_session_id=${session}`, { first_name: 'Changed' }),
    ]
    for (const answer of await Promise.all(tries)) expect(answer.code).toBe('session_pending')
    const other = visitor()
    await startSignIn(other, email)
    expect((await other.patch('/me', { first_name: 'Changed' })).code).toBe('session_pending')
    await browser.send('DELETE', '/client/sessions')
    await startSignIn(browser, email)
    expect((await browser.patch('/me', { first_name: 'Changed' })).code).toBe('session_pending')
  })

  test('has an active session from the confirming code on (R57, S43)', async () => {
    const someone = await person()
    const { backupCodes } = await enrol(someone.browser)
    expect(backupCodes).toHaveLength(10)
    expect(await read(someone)).toMatchObject({ status: 'active', tasks: null })
    expect(claims((await mint(someone)).response.jwt ?? '')).toMatchObject({ sts: 'active' })
    expect((await someone.browser.patch('/me', { first_name: 'Ada' })).status).toBe(200)
  })

  test('must prove the first factor again to set up when that was long ago (R64)', async () => {
    const someone = await person()
    app.clock.advance(600_000)
    expect((await someone.browser.post('/me/totp')).code).toBe('session_reverification_required')
    const path = `/client/sessions/${someone.session}/verify`
    await someone.browser.post(path, { level: 'first_factor' })
    await someone.browser.post(`${path}/attempt_first_factor`, { strategy: 'password', password })
    expect((await someone.browser.post<TotpView>('/me/totp')).response.secret).toMatch(/^[A-Z2-7]{32}$/)
  })

  test('may sign out (R57)', async () => {
    const someone = await person()
    expect((await someone.browser.post(`/client/sessions/${someone.session}/end`)).status).toBe(200)
    expect((await me(someone.browser)).status).toBe(401)
  })
})

test('the last factor cannot be removed while one is required; it works on (R69)', async () => {
  const { browser, email } = await person()
  const { secret } = await enrol(browser)
  const refused = await browser.delete('/me/totp')
  expect([refused.status, refused.code]).toEqual([409, 'factor_required'])
  const other = visitor()
  const { response } = await startSignIn(other, email)
  expect(response.status).toBe('needs_second_factor')
  expect((await second(other, response.id, 'totp', codeOf(secret, app.clock.now()))).response.status).toBe('complete')
})

test('somebody who has a factor reaches no enrolment before it is proven (R58)', async () => {
  const { browser, email } = await person()
  const { secret } = await enrol(browser)
  const halfway = visitor()
  const { response } = await startSignIn(halfway, email)
  expect(response.status).toBe('needs_second_factor')
  for (const path of ['/me/totp', '/me/totp/attempt_verification', '/me/backup_codes'])
    expect((await halfway.post(path, { code: '123456' })).status).toBe(401)
  await second(halfway, response.id, 'totp', codeOf(secret, app.clock.now()))
  expect((await halfway.post('/me/totp')).status).toBe(200)
})

describe('what changes while somebody is on the way counts at once:', () => {
  const settings = (of: CreatedInstance, patch: unknown) => backend(app, of)('PATCH', '/instance/settings', patch)

  test('the requirement switched on makes live sessions owe it, switched off frees them (R59)', async () => {
    const own = await app.create({ name: 'Later' }, { multi_factor: { totp: true } })
    const email = newEmail()
    const browser = await signUp(app, own, email)
    expect((await browser.patch('/me', { first_name: 'Ada' })).status).toBe(200)
    await settings(own, { multi_factor: { required: true } })
    expect((await browser.patch('/me', { first_name: 'Bea' })).code).toBe('session_pending')
    const { client } = await startSignIn(new Browser(app, own), email)
    expect(client?.sessions[0]?.status).toBe('pending')
    await settings(own, { multi_factor: { required: false } })
    expect((await browser.patch('/me', { first_name: 'Cleo' })).status).toBe(200)
  })

  test('a ban between the steps ends the attempt, right code or not (R59, R61)', async () => {
    const { browser, email } = await person()
    const { secret } = await enrol(browser)
    const { id } = (await me(browser)).response
    const halfway = visitor()
    const { response } = await startSignIn(halfway, email)
    await backend(app, instance)('POST', `/users/${id}/ban`)
    const late = await second(halfway, response.id, 'totp', codeOf(secret, app.clock.now()))
    expect(late.status).toBeGreaterThanOrEqual(400)
    expect((await halfway.get<SignInView>(`/client/sign_ins/${response.id}`)).response.status).toBe('abandoned')
    expect((await me(halfway)).status).toBe(401)
    expect((await startSignIn(visitor(), email)).code).toBe('user_banned')
  })

  test('a factor set up elsewhere between the steps is asked for (R59, R61)', async () => {
    const own = await app.create({ name: 'Between' }, { multi_factor: { totp: true } })
    const email = newEmail()
    const browser = await signUp(app, own, email)
    const halfway = new Browser(app, own)
    const begun = await halfway.post<SignInView>('/client/sign_ins', { identifier: email })
    await enrol(browser)
    const late = await halfway.post<SignInView>(`/client/sign_ins/${begun.response.id}/attempt_first_factor`, {
      strategy: 'password',
      password,
    })
    expect(late.code).toBe('attempt_expired')
    expect((await startSignIn(halfway, email)).response.status).toBe('needs_second_factor')
  })

  test('a factor taken away by the operator’s server lets nobody finish an old attempt (R61, R73)', async () => {
    const { browser, email } = await person()
    const { secret } = await enrol(browser)
    const { id } = (await me(browser)).response
    const halfway = visitor()
    const { response } = await startSignIn(halfway, email)
    await backend(app, instance)('DELETE', `/users/${id}/mfa`)
    expect((await second(halfway, response.id, 'totp', codeOf(secret, app.clock.now()))).code).toBe('attempt_expired')
    const { client } = await startSignIn(visitor(), email)
    expect(client?.sessions[0]?.status).toBe('pending')
  })

  test('a new password voids attempts, codes and resets that were begun before (R61, R77)', async () => {
    const { browser, email } = await person()
    const { secret } = await enrol(browser)
    const halfway = visitor()
    const { response } = await startSignIn(halfway, email)
    const mailed = visitor()
    const reset = await mailed.post<SignInView>('/client/sign_ins', { identifier: email })
    const path = `/client/sign_ins/${reset.response.id}`
    await mailed.post(`${path}/prepare_first_factor`, { strategy: 'reset_password_email_code' })
    await browser.post('/me/change_password', { new_password: 'a different secret' })
    expect((await second(halfway, response.id, 'totp', codeOf(secret, app.clock.now()))).code).toBe('attempt_expired')
    const guess = { strategy: 'reset_password_email_code', code: '123456' }
    expect((await mailed.post(`${path}/attempt_first_factor`, guess)).code).toBe('attempt_expired')
  })

  test('starting over clears what was proven (R55)', async () => {
    const { browser, email } = await person()
    const { secret } = await enrol(browser)
    const halfway = visitor()
    const proven = await startSignIn(halfway, email)
    expect(proven.response.status).toBe('needs_second_factor')
    const again = await halfway.post<SignInView>('/client/sign_ins', { identifier: email })
    expect(again.response.status).toBe('needs_first_factor')
    expect((await second(halfway, again.response.id, 'totp', codeOf(secret, app.clock.now()))).code).toBe(
      'step_not_allowed',
    )
    expect(again.client?.sign_in?.id).toBe(again.response.id)
  })
})
