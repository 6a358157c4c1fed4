import type { SettingsPatch, SignInView } from '@countersign/contract'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import type { CreatedInstance } from '../src/instances/create.ts'
import { startTestApp, type TestApp } from './support/app.ts'
import {
  type Answer,
  Browser,
  backend,
  enrol,
  mailed,
  mailedCode,
  me,
  password,
  second,
  signUp,
  startSignIn,
} from './support/browser.ts'

let app: TestApp
let instance: CreatedInstance
let call: ReturnType<typeof backend>

const settings: SettingsPatch = {
  device_trust: true,
  multi_factor: { totp: true, phone_code: true },
  identifiers: { username: 'optional' },
  sms: { countries: ['US'] },
}

beforeAll(async () => {
  app = await startTestApp()
  instance = await app.create({}, settings)
  call = backend(app, instance)
})
afterAll(() => app.close())
beforeEach(() => app.clock.advance(60_000))

let count = 0
const newEmail = () => `known${++count}@example.com`
const visitor = () => new Browser(app, instance)
const statusOf = async (browser: Browser, email: string, secret = password) =>
  (await startSignIn(browser, email, secret)).response?.status
const signOut = (browser: Browser) => browser.delete('/client/sessions')

function prepare(browser: Browser, id: string, fields: Record<string, string> = {}) {
  // Later than any other code, which the limits ask for and the inbox sorts by.
  app.clock.advance(60_000)
  const path = `/client/sign_ins/${id}/prepare_second_factor`
  return browser.post<SignInView>(path, { strategy: 'email_code', ...fields })
}

/** Signs in where the user is not known, all the way. */
async function makeKnown(browser: Browser, email: string): Promise<Answer<SignInView>> {
  const { response } = await startSignIn(browser, email)
  await prepare(browser, response.id)
  return second(browser, response.id, 'email_code', await mailedCode(browser, email))
}

test('a right password in an unknown browser is answered with a code to an address of the user, and no second factor is proven by it', async () => {
  const email = newEmail()
  await signUp(app, instance, email)
  const browser = visitor()
  const begun = await startSignIn(browser, email)
  expect(begun.response).toMatchObject({
    status: 'needs_client_trust',
    client_trust_state: 'new',
    created_session_id: null,
    supported_second_factors: [{ strategy: 'email_code', safe_identifier: 'k*****@example.com', primary: true }],
  })
  expect(begun.client?.sessions).toEqual([])
  const { id, supported_second_factors: offers } = begun.response
  const [offer] = offers
  const prepared = await prepare(browser, id, {
    email_address_id: offer?.strategy === 'email_code' ? offer.email_address_id : '',
  })
  expect(prepared.response.second_factor_verification).toMatchObject({ status: 'unverified', strategy: 'email_code' })
  expect((await second(browser, id, 'email_code', '000000')).code).toBe('form_code_incorrect')
  expect((await browser.get<SignInView>(`/client/sign_ins/${id}`)).response.status).toBe('needs_client_trust')
  const done = await second(browser, id, 'email_code', await mailedCode(browser, email))
  expect(done.response).toMatchObject({
    status: 'complete',
    client_trust_state: 'known',
    second_factor_verification: { status: 'verified', strategy: 'email_code' },
  })
  expect(done.client?.sessions[0]?.factor_verification_age).toEqual([1, -1])
  expect((await mailed(browser, email)).some(({ subject }) => /browser|device|sign-in/i.test(subject ?? ''))).toBe(true)
})

test('a browser that the user has signed in with is known for that user alone, also after signing out', async () => {
  const [ada, bob] = [newEmail(), newEmail()]
  const browser = await signUp(app, instance, ada)
  await signUp(app, instance, bob)
  await signOut(browser)
  const again = await startSignIn(browser, ada)
  expect(again.response).toMatchObject({ status: 'complete', client_trust_state: 'known' })
  await signOut(browser)
  expect(await statusOf(browser, bob)).toBe('needs_client_trust')
  const elsewhere = visitor()
  expect((await makeKnown(elsewhere, ada)).response.status).toBe('complete')
  await signOut(elsewhere)
  expect(await statusOf(elsewhere, ada)).toBe('complete')
})

test('no browser stays known through a change of the password or another security event', async () => {
  const email = newEmail()
  const browser = await signUp(app, instance, email)
  const changed = await browser.post('/me/change_password', { new_password: 'another long password' })
  expect(changed.status).toBe(200)
  await signOut(browser)
  expect(await statusOf(browser, email, 'another long password')).toBe('needs_client_trust')
})

test('a session that the app’s server or an actor opened makes no browser known', async () => {
  const made = await call<{ id: string }>('POST', '/users', { email_address: [newEmail()], password })
  const actor = { user_id: made.response.id, actor: { sub: 'user_support' } }
  const { response } = await call<{ token: string }>('POST', '/actor_tokens', actor)
  const browser = visitor()
  const acted = await browser.post<SignInView>('/client/sign_ins', { strategy: 'ticket', ticket: response.token })
  expect(acted.response).toMatchObject({ status: 'complete', client_trust_state: 'new' })
  await signOut(browser)
  const { email_addresses } = (
    await call<{ email_addresses: { email_address: string }[] }>('GET', `/users/${made.response.id}`)
  ).response
  expect(await statusOf(browser, email_addresses[0]?.email_address ?? '')).toBe('needs_client_trust')
})

test('whoever signs in by a code, has a second factor, or no address at all is not asked', async () => {
  const email = newEmail()
  await signUp(app, instance, email)
  app.clock.advance(60_000)
  const byCode = visitor()
  const begun = await byCode.post<SignInView>('/client/sign_ins', { identifier: email, strategy: 'email_code' })
  const code = await mailedCode(byCode, email)
  const path = `/client/sign_ins/${begun.response.id}/attempt_first_factor`
  expect((await byCode.post<SignInView>(path, { strategy: 'email_code', code })).response.status).toBe('complete')
  const strong = newEmail()
  await enrol(await signUp(app, instance, strong))
  expect(await statusOf(visitor(), strong)).toBe('needs_second_factor')
  await call('POST', '/users', { username: 'nameonly', password })
  expect(await statusOf(visitor(), 'nameonly')).toBe('complete')
})

test('a code goes to no address or number but the user’s own, and fits only the way it was sent (R15, R53)', async () => {
  const email = newEmail()
  const phone = '+14155550123'
  await call('POST', '/users', { email_address: [email], phone_number: [phone], password })
  const browser = visitor()
  const { response } = await startSignIn(browser, email)
  expect(response.supported_second_factors.map(({ strategy }) => strategy)).toEqual(['email_code', 'phone_code'])
  expect((await prepare(browser, response.id, { email_address_id: 'idn_other' })).code).toBe('resource_not_found')
  const sms = { strategy: 'phone_code', phone_number_id: 'idn_other' }
  expect((await prepare(browser, response.id, sms)).code).toBe('resource_not_found')
  expect((await prepare(browser, response.id, { strategy: 'totp' })).code).toBe('strategy_for_user_invalid')
  await prepare(browser, response.id)
  const code = await mailedCode(browser, email)
  expect((await second(browser, response.id, 'phone_code', code)).code).toBe('form_code_incorrect')
  const other = visitor()
  const begun = await startSignIn(other, email)
  await prepare(other, begun.response.id, { strategy: 'phone_code' })
  expect((await second(other, begun.response.id, 'email_code', '424242')).code).toBe('form_code_incorrect')
  expect((await second(other, begun.response.id, 'phone_code', '424242')).response.status).toBe('complete')
})

test('the code goes by SMS where numbers serve for the first step alone, and where they serve for none by mail only', async () => {
  const trust = { device_trust: true, identifiers: { phone_number: 'optional' as const }, sms: { countries: ['US'] } }
  for (const phone_code of [true, false]) {
    const slug = `numbers-${phone_code}`
    const there = await app.create({ name: slug, slug }, { ...trust, first_factors: { phone_code } })
    const email = newEmail()
    await backend(app, there)('POST', '/users', {
      email_address: [email],
      phone_number: ['+12025550188'],
      password,
    })
    const { response } = await startSignIn(new Browser(app, there), email)
    expect(response.status).toBe('needs_client_trust')
    const offered = response.supported_second_factors.map(({ strategy }) => strategy)
    expect(offered.sort()).toEqual(phone_code ? ['email_code', 'phone_code'] : ['email_code'])
  }
})

test('five wrong codes end the attempt, as those of a second factor do (R100)', async () => {
  const email = newEmail()
  await signUp(app, instance, email)
  const browser = visitor()
  const { response } = await startSignIn(browser, email)
  await prepare(browser, response.id)
  for (let guess = 0; guess < 5; guess++) await second(browser, response.id, 'email_code', '000000')
  const code = await mailedCode(browser, email)
  expect((await second(browser, response.id, 'email_code', code)).code).toBe('verification_failed')
})

test('a factor that the operator switches on in between is asked for, whatever made the browser known (R59)', async () => {
  const own = await app.create({ slug: 'late' }, settings)
  const email = newEmail()
  const person = await signUp(app, own, email)
  await enrol(person)
  const key = backend(app, own)
  await key('PATCH', '/instance/settings', { multi_factor: { totp: false } })
  const browser = new Browser(app, own)
  const { response } = await startSignIn(browser, email)
  expect(response.status).toBe('needs_client_trust')
  await prepare(browser, response.id)
  const code = await mailedCode(browser, email)
  await key('PATCH', '/instance/settings', { multi_factor: { totp: true } })
  expect((await second(browser, response.id, 'email_code', code)).code).toBe('strategy_for_user_invalid')
  expect((await browser.get<SignInView>(`/client/sign_ins/${response.id}`)).response.status).toBe('needs_second_factor')
  expect((await me(browser)).status).toBe(401)
})
