import type { BackendUserView, PasskeyView, SignInView } from '@countersign/contract'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { CreatedInstance } from '../../src/instances/create.ts'
import { startTestApp, type TestApp } from '../support/app.ts'
import { Authenticator, type Lies } from '../support/authenticator.ts'
import { afterOverlap, Browser, backend, distinct, mailed, me, signUp, startSignIn } from '../support/browser.ts'
import { addPasskey, confirmPasskey, nonceOf, signInByPasskey, startPasskey } from '../support/passkeys.ts'

let app: TestApp
let instance: CreatedInstance
const settings = { multi_factor: { passkey: true, backup_code: true }, first_factors: { passkey: true } }

beforeAll(async () => {
  app = await startTestApp()
  instance = await app.create({}, settings)
})
afterAll(() => app.close())
beforeEach(() => app.clock.advance(60_000))

let count = 0
async function person() {
  const email = `keys${++count}@example.com`
  return { email, browser: await signUp(app, instance, email) }
}
const subjects = async (browser: Browser, email: string) => (await mailed(browser, email)).map(({ subject }) => subject)
const call = <T>(method: string, path: string, body?: unknown) => backend(app, instance)<T>(method, path, body)

test('a passkey is made for the domain of the instance, by an authenticator that asked who is there', async () => {
  const { browser, email } = await person()
  const other = new Browser(app, instance)
  await startSignIn(other, email)
  browser.headers['user-agent'] = 'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 Chrome/143.0.0.0 Safari/537.36'
  const { response: started } = await startPasskey(browser)
  const options = JSON.parse(nonceOf(started.verification))
  expect(options).toMatchObject({
    rp: { id: new URL(browser.origin).hostname, name: 'Acme' },
    user: { name: email },
    authenticatorSelection: { residentKey: 'required', userVerification: 'required' },
    excludeCredentials: [],
    attestation: 'none',
  })
  expect(Buffer.from(options.challenge, 'base64url')).toHaveLength(32)
  expect(Buffer.from(options.user.id, 'base64url')).toHaveLength(64)
  expect(options.pubKeyCredParams.map(({ alg }: { alg: number }) => alg)).toEqual([-7, -8, -257])
  expect((await me(browser)).response).toMatchObject({ passkeys: [], two_factor_enabled: false })

  const device = new Authenticator()
  const made = device.create(nonceOf(started.verification), browser.origin)
  const confirmed = await confirmPasskey(browser, started, made)
  expect(confirmed.response).toMatchObject({
    object: 'passkey',
    name: 'Chrome on Linux',
    last_used_at: null,
    verification: { status: 'verified', strategy: 'passkey' },
  })
  expect(confirmed.response.backup_codes).toHaveLength(10)
  expect((await me(browser)).response).toMatchObject({ passkeys: [{ id: started.id }], two_factor_enabled: true })
  // The other browser is signed out, and the owner hears of it.
  expect((await me(other)).status).toBe(401)
  expect(await subjects(browser, email)).toContain('Passkey added – Acme')
  // The same user handle again, and the key there is stands in the list of those not to make again.
  const again = JSON.parse(nonceOf((await startPasskey(browser)).response.verification))
  expect(again.user.id).toBe(options.user.id)
  expect(again.excludeCredentials).toMatchObject([{ id: JSON.parse(made).id, transports: ['internal'] }])
  afterOverlap(browser)
  expect((await confirmPasskey(browser, started, made)).code).toBe('passkey_expired')
})

test('a page elsewhere has passkeys of its own domain, and whoever names no page those of the instance (R34)', async () => {
  const origin = 'https://app.elsewhere.example'
  const extension = 'chrome-extension://abcdefghijklmnopabcdefghijklmnop'
  const there = await app.create({ name: 'Two', slug: 'two' }, { ...settings, allowed_origins: [origin, extension] })
  const ours = await signUp(app, there, 'ours@example.com')
  const theirs = await signUp(app, there, 'theirs@example.com')
  theirs.origin = origin
  const domainOf = async (browser: Browser) =>
    JSON.parse(nonceOf((await startPasskey(browser)).response.verification)).rp.id
  expect(await domainOf(ours)).toBe(new URL(ours.origin).hostname)
  expect(await domainOf(theirs)).toBe('app.elsewhere.example')
  const { device } = await addPasskey(theirs)
  expect(device.keys[0]?.rpId).toBe('app.elsewhere.example')
  // An extension or a native app has no domain: its passkeys are those of the instance, where its platform permits that.
  const inExtension = await signUp(app, there, 'extension@example.com')
  inExtension.origin = extension
  expect(await domainOf(inExtension)).toBe(new URL(ours.origin).hostname)
  const native = await app.app.request(`${ours.origin}/v1/client/sign_ins`, {
    method: 'POST',
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    body: 'strategy=passkey',
  })
  const { response } = (await native.json()) as { response: SignInView }
  expect(JSON.parse(nonceOf(response.first_factor_verification)).rpId).toBe(new URL(ours.origin).hostname)
})

describe('what an authenticator made is refused', () => {
  const cases: [string, Parameters<Authenticator['create']>[2]][] = [
    ['for another origin (R34)', { origin: 'https://evil.example' }],
    ['in a frame of somebody else (R34)', { crossOrigin: true }],
    ['for another domain (R34)', { rpId: 'evil.example' }],
    ['for another challenge (R33)', { challenge: Buffer.alloc(32).toString('base64url') }],
    ['as the answer to another question', { type: 'webauthn.get' }],
    ['without asking who is there (R35)', { isUserVerified: false }],
    ['with nobody there (R35)', { isUserPresent: false }],
    ['with an algorithm that is not on the list (R39)', { alg: -65535 }],
    ['with certificates, which nobody asked for', { fmt: 'packed', x5c: true }],
    ['in a form nobody asked for', { fmt: 'tpm' }],
  ]
  test('in every way that is not the asked one, and can be tried again (R32)', async () => {
    const { browser } = await person()
    for (const [name, lies] of cases) {
      const { response: started } = await startPasskey(browser)
      const made = new Authenticator().create(nonceOf(started.verification), browser.origin, lies)
      const { code } = await confirmPasskey(browser, started, made)
      // What cannot be right in any case is told before it counts.
      expect(code, name).toBe(lies?.crossOrigin ? 'form_param_format_invalid' : 'passkey_incorrect')
    }
    expect((await me(browser)).response.passkeys).toEqual([])
    await addPasskey(browser)
  })

  test('by another session, after five minutes, and by another user (R33, R38)', async () => {
    const { browser, email } = await person()
    const other = new Browser(app, instance)
    await startSignIn(other, email)
    const { response: started } = await startPasskey(browser)
    const device = new Authenticator()
    const made = device.create(nonceOf(started.verification), browser.origin)
    expect((await confirmPasskey(other, started, made)).code).toBe('passkey_expired')
    const stranger = await person()
    expect((await confirmPasskey(stranger.browser, started, made)).code).toBe('passkey_expired')
    app.clock.advance(300_000)
    expect((await confirmPasskey(browser, started, made)).code).toBe('passkey_expired')
  })

  test('when it is known already: one key opens one account (R36)', async () => {
    const first = await person()
    const { device } = await addPasskey(first.browser)
    const second = await person()
    const { response: started } = await startPasskey(second.browser)
    const lies: Lies = { key: device.keys[0]! }
    const made = new Authenticator().create(nonceOf(started.verification), second.browser.origin, lies)
    expect((await confirmPasskey(second.browser, started, made)).code).toBe('passkey_exists')
  })
})

test('one of twenty callers with the same new passkey gets it (R33)', async () => {
  const { browser } = await person()
  const { response: started } = await startPasskey(browser)
  const made = new Authenticator().create(nonceOf(started.verification), browser.origin)
  const all = await Promise.all(Array.from({ length: 20 }, () => confirmPasskey(browser.copy(), started, made)))
  expect(distinct(all)).toBe(1)
})

test('a session that proved nothing lately is asked for a proof before it may add or remove one (R38, R64)', async () => {
  const { browser } = await person()
  const { passkey } = await addPasskey(browser)
  app.clock.advance(660_000)
  expect((await startPasskey(browser)).code).toBe('session_reverification_required')
  expect((await browser.delete(`/me/passkeys/${passkey.id}`)).code).toBe('session_reverification_required')
})

test('ten passkeys are the most a user has, and each has a name of its own (R40)', async () => {
  const { browser } = await person()
  for (let i = 0; i < 10; i++) {
    await addPasskey(browser)
    app.clock.advance(31_000)
  }
  expect((await startPasskey(browser)).code).toBe('too_many_items')
  const [first] = (await me(browser)).response.passkeys
  const path = `/me/passkeys/${first?.id}`
  expect((await browser.patch<PasskeyView>(path, { name: '  Laptop ' })).response.name).toBe('Laptop')
  for (const name of ['', '   ', 'n'.repeat(65)])
    expect((await browser.patch(path, { name })).code, name).toBe('form_param_format_invalid')
  expect((await browser.patch(`/me/passkeys/${first?.id}x`, { name: 'a' })).code).toBe('resource_not_found')
  const stranger = await person()
  for (const answer of [await stranger.browser.patch(path, { name: 'mine' }), await stranger.browser.delete(path)])
    expect(answer.code).toBe('resource_not_found')
})

test('a passkey that was removed opens nothing any more, and the owner is told (R73)', async () => {
  const { browser, email } = await person()
  const { device, passkey } = await addPasskey(browser)
  const gone = await browser.delete(`/me/passkeys/${passkey.id}`)
  expect(gone.response).toEqual({ object: 'passkey', id: passkey.id, deleted: true })
  expect((await me(browser)).response).toMatchObject({
    passkeys: [],
    two_factor_enabled: false,
    backup_code_enabled: false,
  })
  expect(await subjects(browser, email)).toContain('Passkey removed – Acme')
  expect((await signInByPasskey(new Browser(app, instance), device)).code).toBe('passkey_incorrect')
  expect((await startSignIn(new Browser(app, instance), email)).response.status).toBe('complete')
})

test('the Backend API lists passkeys and takes one or all away', async () => {
  const { browser, email } = await person()
  const { device, passkey } = await addPasskey(browser)
  app.clock.advance(1000)
  const { passkey: second } = await addPasskey(browser)
  const user = (await me(browser)).response.id
  const read = async () => (await call<BackendUserView>('GET', `/users/${user}`)).response
  expect((await read()).passkeys.map(({ id }) => id)).toEqual([passkey.id, second.id])
  expect((await call('DELETE', `/users/${user}/passkeys/idn_none`)).code).toBe('resource_not_found')
  const gone = await call('DELETE', `/users/${user}/passkeys/${passkey.id}`)
  expect(gone.response).toEqual({ object: 'passkey', id: passkey.id, deleted: true })
  expect(await read()).toMatchObject({ passkeys: [{ id: second.id }], two_factor_enabled: true })
  expect((await signInByPasskey(new Browser(app, instance), device)).code).toBe('passkey_incorrect')
  await call('DELETE', `/users/${user}/passkeys/${second.id}`)
  expect(await read()).toMatchObject({ passkeys: [], two_factor_enabled: false, mfa_enabled_at: null })
  const visitor = new Browser(app, instance)
  expect((await startSignIn(visitor, email)).response.status).toBe('complete')
  await addPasskey(visitor)
  await call('DELETE', `/users/${user}/mfa`)
  expect((await read()).passkeys).toEqual([])
})

test('none can be made where passkeys are off, and one for the first step alone asks for no second step', async () => {
  const off = await app.create({ name: 'Off' })
  const visitor = await signUp(app, off, 'nobody@example.com')
  expect((await startPasskey(visitor)).code).toBe('factor_disabled')
  const first = await app.create({ name: 'First' }, { first_factors: { passkey: true } })
  const someone = await signUp(app, first, 'first@example.com')
  const { passkey } = await addPasskey(someone)
  expect(passkey.backup_codes).toBeNull()
  expect((await me(someone)).response.two_factor_enabled).toBe(false)
  expect((await startSignIn(new Browser(app, first), 'first@example.com')).response.status).toBe('complete')
  expect((await someone.delete(`/me/passkeys/${passkey.id}`)).status).toBe(200)
})
