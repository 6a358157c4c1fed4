import type { EnvironmentView, SessionVerificationView, SignInView } from '@countersign/contract'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import type { CreatedInstance } from '../../src/instances/create.ts'
import { rule } from '../policies/scene.ts'
import { mfaOn, startTestApp, type TestApp } from '../support/app.ts'
import { Authenticator } from '../support/authenticator.ts'
import {
  Browser,
  backend,
  codeOf,
  distinct,
  enrol,
  mailed,
  me,
  second,
  signUp,
  startSignIn,
} from '../support/browser.ts'
import { addPasskey, nonceOf, prove, signInByPasskey } from '../support/passkeys.ts'
import { newNumber } from '../support/phones.ts'

let app: TestApp
let instance: CreatedInstance
const settings = { multi_factor: { ...mfaOn.multi_factor, passkey: true } }

beforeAll(async () => {
  app = await startTestApp()
  instance = await app.create({}, settings)
})
afterAll(() => app.close())
beforeEach(() => app.clock.advance(60_000))

let count = 0
const visitor = (on = instance) => new Browser(app, on)
async function keyHolder(on = instance) {
  const email = `second${++count}@example.com`
  const browser = await signUp(app, on, email)
  const { device, passkey } = await addPasskey(browser)
  return { email, browser, device, passkey }
}
const prepare = (browser: Browser, id: string) =>
  browser.post<SignInView>(`/client/sign_ins/${id}/prepare_second_factor`, { strategy: 'passkey' })

test('a passkey is the second step after the password, chosen from those of the user (R36)', async () => {
  const { email, device, passkey } = await keyHolder()
  const on = visitor()
  const started = (await startSignIn(on, email)).response
  expect(started).toMatchObject({ status: 'needs_second_factor', second_factor_verification: null })
  expect(started.supported_second_factors).toEqual([{ strategy: 'passkey' }, { strategy: 'backup_code' }])
  const asked = await prepare(on, started.id)
  const nonce = nonceOf(asked.response.second_factor_verification)
  const [allowed] = JSON.parse(nonce).allowCredentials
  expect(allowed).toEqual({
    type: 'public-key',
    id: device.keys[0]?.id.toString('base64url'),
    transports: ['internal'],
  })
  const done = await prove(on, started.id, 'second', device.get(nonce, on.origin))
  expect(done.response).toMatchObject({ status: 'complete', second_factor_verification: { strategy: 'passkey' } })
  expect(done.client?.sessions[0]).toMatchObject({ factor_verification_age: [0, 0] })
  expect((await me(on)).response.passkeys).toMatchObject([{ id: passkey.id, last_used_at: app.clock.now() }])
})

test('the way that was used last is asked for first', async () => {
  const { email, browser } = await keyHolder()
  const { secret } = await enrol(browser)
  const on = visitor()
  const started = (await startSignIn(on, email)).response
  await second(on, started.id, 'totp', codeOf(secret, app.clock.now()))
  const again = (await startSignIn(visitor(), email)).response
  expect(again.supported_second_factors.map(({ strategy }) => strategy)).toEqual(['totp', 'passkey', 'backup_code'])
})

test('five wrong signatures end the attempt, and the owner hears of the first (R63, R100)', async () => {
  const { email, browser, device } = await keyHolder()
  const stranger = await keyHolder()
  const on = visitor()
  const { id } = (await startSignIn(on, email)).response
  const noAsk = await prove(on, id, 'second', device.get(JSON.stringify(fake(on)), on.origin))
  expect(noAsk.code).toBe('passkey_expired')
  for (let i = 0; i < 4; i++) {
    const nonce = nonceOf((await prepare(on, id)).response.second_factor_verification)
    // Another user's passkey, which the browser would never have offered.
    const signed = stranger.device.get(nonce, on.origin, { key: stranger.device.keys[0]! })
    expect((await prove(on, id, 'second', signed)).code).toBe('passkey_incorrect')
  }
  const nonce = nonceOf((await prepare(on, id)).response.second_factor_verification)
  expect((await prove(on, id, 'second', device.get(nonce, on.origin))).code).toBe('verification_failed')
  const told = (await mailed(browser, email)).filter(({ subject }) => subject?.startsWith('Someone has your password'))
  expect(told).toHaveLength(1)
})
const fake = (on: Browser) => ({ challenge: 'AAAA', rpId: new URL(on.origin).hostname, allowCredentials: [] })

test('one of twenty callers with the same signature completes the second step (R33)', async () => {
  const { email, device } = await keyHolder()
  const on = visitor()
  const { id } = (await startSignIn(on, email)).response
  const nonce = nonceOf((await prepare(on, id)).response.second_factor_verification)
  const signed = device.get(nonce, on.origin)
  const all = await Promise.all(Array.from({ length: 20 }, () => prove(on.copy(), id, 'second', signed)))
  expect(distinct(all)).toBe(1)
})

test('where a second step is required, a passkey sets it up and the last one stays (R57)', async () => {
  const strict = await app.create({ name: 'Strict' }, { multi_factor: { passkey: true, required: true } })
  const email = 'strict@example.com'
  const browser = await signUp(app, strict, email)
  const pending = (await browser.get<{ sessions: { status: string }[] }>('/client')).response.sessions
  expect(pending).toMatchObject([{ status: 'pending' }])
  const { passkey } = await addPasskey(browser)
  const active = (await browser.get<{ sessions: { status: string }[] }>('/client')).response.sessions
  expect(active).toMatchObject([{ status: 'active' }])
  expect((await browser.delete(`/me/passkeys/${passkey.id}`)).code).toBe('factor_required')
  await addPasskey(browser, new Authenticator())
  expect((await browser.delete(`/me/passkeys/${passkey.id}`)).status).toBe(200)
})

test('a session is proven again with a passkey as second factor, and with nothing less (R81, R85)', async () => {
  const { browser, device } = await keyHolder()
  app.clock.advance(660_000)
  const { last_active_session_id: id } = (await browser.get<{ last_active_session_id: string }>('/client')).response
  const path = `/client/sessions/${id}/verify`
  const begun = await browser.post<SessionVerificationView>(path, { level: 'second_factor' })
  expect(begun.response.supported_second_factors[0]).toEqual({ strategy: 'passkey' })
  const asked = await browser.post<SessionVerificationView>(`${path}/prepare_second_factor`, { strategy: 'passkey' })
  const nonce = nonceOf(asked.response.second_factor_verification)
  const post = (public_key_credential: string) =>
    browser.post<SessionVerificationView>(`${path}/attempt_second_factor`, {
      strategy: 'passkey',
      public_key_credential,
    })
  expect((await post(device.get(nonce, browser.origin, { isUserVerified: false }))).code).toBe('passkey_incorrect')
  expect((await post(device.get(nonce, browser.origin))).response.status).toBe('complete')
  expect((await browser.post('/me/passkeys')).status).toBe(200)
})

test('switched off, a passkey stays stored and is not asked for (S11)', async () => {
  const own = await app.create({ name: 'Switched' }, settings)
  const { email, browser } = await keyHolder(own)
  await backend(app, own)('PATCH', '/instance/settings', { multi_factor: { passkey: false } })
  expect((await startSignIn(visitor(own), email)).response.status).toBe('complete')
  expect((await me(browser)).response).toMatchObject({ passkeys: [{}], two_factor_enabled: false })
  await backend(app, own)('PATCH', '/instance/settings', { multi_factor: { passkey: true } })
  expect((await startSignIn(visitor(own), email)).response.status).toBe('needs_second_factor')
})

/** Asks for a version of the Frontend API, as the vendor's browser SDKs do. */
class Versioned extends Browser {
  version = '__clerk_api_version=2025-11-10'
  override send<T>(method: string, path: string, ...rest: [] | [string | FormData | Uint8Array<ArrayBuffer>, string?]) {
    return super.send<T>(method, `${path}${path.includes('?') ? '&' : '?'}${this.version}`, ...rest)
  }
  ofVersion(version: string): this {
    return Object.assign(this, { version })
  }
}
const strategies = (view: SignInView | SessionVerificationView) =>
  view.supported_second_factors.map(({ strategy }) => strategy)

test('offers a passkey as second factor only to requests of API version 2026-08-20 or later', async () => {
  const { email } = await keyHolder()
  const offered = async (version: string) => {
    const browser = new Versioned(app, instance).ofVersion(version)
    const { response, client } = await startSignIn(browser, email)
    expect(strategies(client?.sign_in as SignInView)).toEqual(strategies(response))
    const environment = (await browser.get<EnvironmentView>('/environment')).response
    const { used_for_second_factor: isUsed, second_factors } = environment.user_settings.attributes['passkey']!
    expect([isUsed, second_factors]).toEqual(
      strategies(response).includes('passkey') ? [true, ['passkey']] : [false, []],
    )
    return strategies(response)
  }
  const old = ['__clerk_api_version=2025-11-10', '__clerk_api_version=2026-08-19', '_clerk_js_version=4.73.0']
  const malformed = ['__clerk_api_version=', '__clerk_api_version=latest', '__clerk_api_version=2026-13-40']
  const twice = ['__clerk_api_version=2026-08-20&__clerk_api_version=2025-11-10']
  for (const version of [...old, ...malformed, ...twice])
    expect(await offered(version), version).toEqual(['backup_code'])
  const newer = ['__clerk_api_version=2026-08-20', '__clerk_api_version=2031-01-01', 'locale=en']
  for (const version of newer) expect(await offered(version), version).toEqual(['passkey', 'backup_code'])
  const native = new Browser(app, instance)
  native.headers = { 'clerk-api-version': '2025-04-10' }
  expect(strategies((await startSignIn(native, email)).response)).toEqual(['backup_code'])
})

test('tells a caller of an older API version what to do when a passkey is the only second factor', async () => {
  const bare = await app.create({ name: 'Bare' }, { multi_factor: { passkey: true, backup_code: false } })
  const { email, browser, device } = await keyHolder(bare)
  const on = new Versioned(app, bare)
  const refused = await startSignIn(on, email)
  expect([refused.status, refused.code]).toEqual([403, 'second_factor_needs_newer_sdk'])
  const signIn = refused.client?.sign_in
  expect(refused.client?.sessions).toEqual([])
  expect(signIn).toMatchObject({ status: 'needs_second_factor', supported_second_factors: [] })
  expect((await prepare(on, signIn?.id ?? '')).code).toBe('second_factor_needs_newer_sdk')
  const again = await on.post('/client/sign_ins', { strategy: 'passkey' })
  expect(again.code).toBe('strategy_for_user_invalid')

  const old = Object.assign(new Versioned(app, bare), { cookies: browser.cookies })
  app.clock.advance(660_000)
  const { last_active_session_id: id } = (await browser.get<{ last_active_session_id: string }>('/client')).response
  for (const level of ['second_factor', 'multi_factor']) {
    const verify = await old.post(`/client/sessions/${id}/verify`, { level })
    expect([level, verify.code]).toEqual([level, 'second_factor_needs_newer_sdk'])
  }
  // The refusal left nothing to prove: the session is what it was.
  expect((await browser.patch('/me', { first_name: 'Ada' })).status).toBe(200)
  const verify = `/client/sessions/${id}/verify`
  expect((await browser.post(verify, { level: 'second_factor' })).status).toBe(200)
  const late = await old.post(`${verify}/prepare_second_factor`, { strategy: 'passkey' })
  expect(late.code).toBe('second_factor_needs_newer_sdk')

  const fresh = new Versioned(app, bare).ofVersion('__clerk_api_version=2026-08-20')
  const started = (await startSignIn(fresh, email)).response
  const nonce = nonceOf((await prepare(fresh, started.id)).response.second_factor_verification)
  expect((await prove(fresh, started.id, 'second', device.get(nonce, fresh.origin))).response.status).toBe('complete')
})

test('offers other second factors to callers of an older API version, at sign-in and reverification', async () => {
  const { email, browser } = await keyHolder()
  const { secret } = await enrol(browser)
  const on = new Versioned(app, instance)
  const started = (await startSignIn(on, email)).response
  expect(strategies(started)).toEqual(['totp', 'backup_code'])
  expect((await prepare(on, started.id)).code).toBe('strategy_for_user_invalid')
  expect((await second(on, started.id, 'totp', codeOf(secret, app.clock.now()))).response.status).toBe('complete')
  app.clock.advance(660_000)
  const { last_active_session_id: id } = (await on.get<{ last_active_session_id: string }>('/client')).response
  const begun = await on.post<SessionVerificationView>(`/client/sessions/${id}/verify`, { level: 'second_factor' })
  expect(strategies(begun.response)).toEqual(['totp', 'backup_code'])
})

test('does not accept the passkey of the first factor as the second factor too', async () => {
  const rules = [rule('app', { grace: { kind: 'days', days: 9 } })]
  const both = {
    multi_factor: { ...mfaOn.multi_factor, passkey: true, phone_code: true },
    first_factors: { passkey: true },
  }
  const own = await app.create({ name: 'Both' }, both)
  const { browser, device } = await keyHolder(own)
  const call = backend(app, own)
  const { id: user_id } = (await me(browser)).response
  const phone = { user_id, phone_number: newNumber(), verified: true, reserved_for_second_factor: true }
  expect((await call('POST', '/phone_numbers', phone)).status).toBe(200)
  expect((await call('PATCH', '/instance/settings', { multi_factor: { rules } })).status).toBe(200)
  const on = visitor(own)
  const signedIn = (await signInByPasskey(on, device)).response
  expect(signedIn.status).toBe('needs_second_factor')
  expect(strategies(signedIn)).toEqual(['phone_code', 'backup_code'])
  expect((await prepare(on, signedIn.id)).code).toBe('strategy_for_user_invalid')
})
