import type { EnvironmentView, FactorView, SessionVerificationView, SignInView } from '@countersign/contract'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { CreatedInstance } from '../../src/instances/create.ts'
import { mfaOn, startTestApp, type TestApp } from '../support/app.ts'
import { Authenticator, forged, type Lies } from '../support/authenticator.ts'
import { afterOverlap, Browser, backend, distinct, enrol, mailed, me, signUp, startSignIn } from '../support/browser.ts'
import { addPasskey, askWithPasskey, nonceOf, prove, signInByPasskey } from '../support/passkeys.ts'

let app: TestApp
let instance: CreatedInstance

beforeAll(async () => {
  app = await startTestApp()
  instance = await app.create({}, { ...mfaOn, first_factors: { passkey: true } })
})
afterAll(() => app.close())
beforeEach(() => app.clock.advance(60_000))

let count = 0
const visitor = () => new Browser(app, instance)
async function keyHolder(device = new Authenticator()) {
  const email = `first${++count}@example.com`
  const browser = await signUp(app, instance, email)
  const { passkey } = await addPasskey(browser, device)
  return { email, browser, device, passkey }
}
const strategies = (factors: FactorView[]) => factors.map(({ strategy }) => strategy)

test('a passkey alone signs in, second step and all, with no identifier typed (R35)', async () => {
  const { browser, device } = await keyHolder()
  await enrol(browser)
  const on = visitor()
  const { response: asked } = await askWithPasskey(on)
  expect(asked).toMatchObject({ status: 'needs_first_factor', identifier: null, user_data: null })
  expect(strategies(asked.supported_first_factors)).toEqual(['passkey'])
  expect(asked.first_factor_verification).toMatchObject({ status: 'unverified', strategy: 'passkey' })
  const options = JSON.parse(nonceOf(asked.first_factor_verification))
  expect(options).toMatchObject({
    rpId: new URL(on.origin).hostname,
    allowCredentials: [],
    userVerification: 'required',
  })
  const done = await prove(on, asked.id, 'first', device.get(JSON.stringify(options), on.origin))
  expect(done.response).toMatchObject({ status: 'complete', first_factor_verification: { strategy: 'passkey' } })
  const [session] = done.client?.sessions ?? []
  expect(session).toMatchObject({ status: 'active', factor_verification_age: [0, 0] })
  const [used] = (await me(on)).response.passkeys
  expect(used?.last_used_at).toBe(app.clock.now())
  expect((await on.get<SignInView>(`/client/sign_ins/${asked.id}`)).response.status).toBe('complete')
  // The same account twice in one browser is a mistake, whoever names it.
  const again = await askWithPasskey(on)
  const signed = device.get(nonceOf(again.response.first_factor_verification), on.origin)
  expect((await prove(on, again.response.id, 'first', signed)).code).toBe('identifier_already_signed_in')
})

test('a synced passkey, which does not count, signs in any number of times (R37)', async () => {
  const { device } = await keyHolder(new Authenticator(true))
  for (let i = 0; i < 3; i++) expect((await signInByPasskey(visitor(), device)).response.status).toBe('complete')
})

describe('an assertion is refused', () => {
  test('whichever part of it is not the asked one, and ten of them lock no owner out (R32, R33, R34, R35, R36, R103)', async () => {
    const { device } = await keyHolder()
    const other = await keyHolder()
    const key = device.keys[0]!
    const cases: [string, Lies][] = [
      ['of another origin', { origin: 'https://evil.example' }],
      ['of another domain', { rpId: 'evil.example' }],
      ['of another challenge', { challenge: Buffer.alloc(32).toString('base64url') }],
      ['of another question', { type: 'webauthn.create' }],
      ['without asking who is there', { isUserVerified: false }],
      ['with nobody there', { isUserPresent: false }],
      ['of another user', { userHandle: other.device.keys[0]!.userHandle }],
      ['of a key that can suddenly be copied', { isBackupEligible: true }],
      ['with another signature', { signature: Buffer.alloc(70) }],
    ]
    const on = visitor()
    for (const [name, lies] of cases)
      expect((await signInByPasskey(on, device, { key, ...lies })).code, name).toBe('passkey_incorrect')
    expect((await signInByPasskey(on, device, { key: forged(key) })).code).toBe('passkey_incorrect')
    // A signature cannot be guessed, and anybody can send a wrong one.
    expect((await signInByPasskey(on, device)).response.status).toBe('complete')
  })

  test('when it was made for the challenge of another browser or an earlier one (R33)', async () => {
    const { device } = await keyHolder()
    const [one, other] = [visitor(), visitor()]
    const mine = (await askWithPasskey(one)).response
    const theirs = (await askWithPasskey(other)).response
    const signed = device.get(nonceOf(theirs.first_factor_verification), other.origin)
    expect((await prove(one, mine.id, 'first', signed)).code).toBe('passkey_incorrect')
    expect((await prove(one, theirs.id, 'first', signed)).code).toBe('resource_not_found')
    // Asking again voids what was asked before.
    const asked = await other.post<SignInView>(`/client/sign_ins/${theirs.id}/prepare_first_factor`, {
      strategy: 'passkey',
    })
    expect((await prove(other, theirs.id, 'first', signed)).code).toBe('passkey_incorrect')
    const late = device.get(nonceOf(asked.response.first_factor_verification), other.origin)
    app.clock.advance(300_000)
    expect((await prove(other, theirs.id, 'first', late)).code).toBe('passkey_expired')
  })

  test('when it was used before, by twenty callers at once or by one later (R33)', async () => {
    const { device } = await keyHolder()
    const on = visitor()
    const { response } = await askWithPasskey(on)
    const signed = device.get(nonceOf(response.first_factor_verification), on.origin)
    const all = await Promise.all(Array.from({ length: 20 }, () => prove(on.copy(), response.id, 'first', signed)))
    expect(distinct(all)).toBe(1)
    afterOverlap(on)
    expect((await prove(on, response.id, 'first', signed)).status).toBeGreaterThanOrEqual(400)
    const again = visitor()
    const { response: fresh } = await askWithPasskey(again)
    expect((await prove(again, fresh.id, 'first', signed)).code).toBe('passkey_incorrect')
  })

  test('with a counter that went back: it is a copy, the owner is told and the audit log knows (R37)', async () => {
    const { device, browser, email } = await keyHolder()
    await signInByPasskey(visitor(), device)
    await signInByPasskey(visitor(), device)
    expect((await signInByPasskey(visitor(), device, { counter: 2 })).code).toBe('passkey_incorrect')
    const subjects = (await mailed(browser, email)).map(({ subject }) => subject)
    expect(subjects).toContain('A passkey was refused – Acme')
    const audit = app.database.db.selectFrom('audit').select('event').where('event', '=', 'passkey.counter_went_back')
    expect(await audit.execute()).toHaveLength(1)
    // A forged one is no reason to tell anybody.
    const key = forged(device.keys[0]!)
    await signInByPasskey(visitor(), device, { key, counter: 1 })
    expect(await audit.execute()).toHaveLength(1)
    expect((await signInByPasskey(visitor(), device)).response.status).toBe('complete')
  })

  test('that is none at all, without a guess being counted (R39)', async () => {
    const on = visitor()
    const { response } = await askWithPasskey(on)
    expect((await prove(on, response.id, 'first', '')).code).toBe('form_param_missing')
    for (const text of ['{}', 'null', '[]', 'x', '"', `{"id":"a","rawId":"b"}`, 'a'.repeat(65_000)])
      expect((await prove(on, response.id, 'first', text)).code, text.slice(0, 20)).toBe('form_param_format_invalid')
  })
})

describe('behind an identifier', () => {
  test('an account with passkeys and none at all look alike, and both may ask for one (R40, R109)', async () => {
    const { email, device } = await keyHolder()
    const stranger = await keyHolder()
    const shapes = []
    for (const identifier of [email, 'nobody@example.com']) {
      const on = visitor()
      const started = await on.post<SignInView>('/client/sign_ins', { identifier })
      const path = `/client/sign_ins/${started.response.id}`
      const asked = await on.post<SignInView>(`${path}/prepare_first_factor`, { strategy: 'passkey' })
      const { challenge: _, ...options } = JSON.parse(nonceOf(asked.response.first_factor_verification))
      shapes.push([strategies(started.response.supported_first_factors), asked.status, options])
      // A passkey of somebody else opens neither (R36).
      const signed = stranger.device.get(nonceOf(asked.response.first_factor_verification), on.origin)
      expect((await prove(on, started.response.id, 'first', signed)).code).toBe('passkey_incorrect')
    }
    expect(shapes[0]).toEqual(shapes[1])
    const on = visitor()
    const begun = await on.post<SignInView>('/client/sign_ins', { identifier: email, strategy: 'passkey' })
    const signed = device.get(nonceOf(begun.response.first_factor_verification), on.origin, { userHandle: null })
    expect((await prove(on, begun.response.id, 'first', signed)).response.status).toBe('complete')
  })

  test('passkeys are listed where the operator does not hide who has an account', async () => {
    const open = await app.create({ name: 'Open' }, { enumeration_protection: false, first_factors: { passkey: true } })
    const browser = await signUp(app, open, 'open@example.com')
    const listed = async () => {
      const { response } = await new Browser(app, open).post<SignInView>('/client/sign_ins', {
        identifier: 'open@example.com',
      })
      return strategies(response.supported_first_factors)
    }
    expect(await listed()).not.toContain('passkey')
    await addPasskey(browser)
    expect(await listed()).toContain('passkey')
  })
})

test('with the setting off nothing asks for a passkey, and one that was asked for opens nothing (S11)', async () => {
  const off = await app.create({ name: 'Off' }, { multi_factor: { passkey: true } })
  const browser = await signUp(app, off, 'off@example.com')
  const { device } = await addPasskey(browser)
  expect((await askWithPasskey(new Browser(app, off))).code).toBe('strategy_for_user_invalid')
  const on = new Browser(app, off)
  const started = await on.post<SignInView>('/client/sign_ins', { identifier: 'off@example.com' })
  const path = `/client/sign_ins/${started.response.id}/prepare_first_factor`
  expect((await on.post(path, { strategy: 'passkey' })).code).toBe('strategy_for_user_invalid')
  const { response } = await on.get<EnvironmentView>('/environment')
  expect(response.user_settings).toMatchObject({
    attributes: { passkey: { enabled: true, used_for_first_factor: false, second_factors: ['passkey'] } },
    passkey_settings: { show_sign_in_button: false, allow_autofill: false },
  })
  expect(device.keys).toHaveLength(1)
  // Switched off while somebody is asked.
  const switched = await app.create({ name: 'Switched' }, { first_factors: { passkey: true } })
  const asked = new Browser(app, switched)
  const { id } = (await askWithPasskey(asked)).response
  await backend(app, switched)('PATCH', '/instance/settings', { first_factors: { passkey: false } })
  expect((await asked.get<SignInView>(`/client/sign_ins/${id}`)).response.supported_first_factors).toEqual([])
  const all = (await visitor().get<EnvironmentView>('/environment')).response.user_settings
  expect(all).toMatchObject({
    attributes: { passkey: { first_factors: ['passkey'] } },
    passkey_settings: { show_sign_in_button: true },
  })
})

test('a session is made fresh again with a passkey of its user (R81)', async () => {
  const { browser, device, email } = await keyHolder()
  app.clock.advance(660_000)
  expect((await browser.post('/me/passkeys')).code).toBe('session_reverification_required')
  const signedIn = (await browser.get<{ last_active_session_id: string }>('/client')).response.last_active_session_id
  const path = `/client/sessions/${signedIn}/verify`
  const begun = await browser.post<SessionVerificationView>(path, { level: 'first_factor' })
  expect(strategies(begun.response.supported_first_factors)).toContain('passkey')
  const asked = await browser.post<SessionVerificationView>(`${path}/prepare_first_factor`, { strategy: 'passkey' })
  const nonce = nonceOf(asked.response.first_factor_verification)
  expect(JSON.parse(nonce).allowCredentials).toHaveLength(1)
  const stranger = await keyHolder()
  const key = stranger.device.keys[0]!
  const post = (signed: string) =>
    browser.post<SessionVerificationView>(`${path}/attempt_first_factor`, {
      strategy: 'passkey',
      public_key_credential: signed,
    })
  expect((await post(device.get(nonce, browser.origin, { key }))).code).toBe('passkey_incorrect')
  expect((await post(device.get(nonce, browser.origin))).response.status).toBe('complete')
  expect((await browser.post('/me/passkeys')).status).toBe(200)
  expect((await startSignIn(visitor(), email)).response.status).toBe('complete')
})
