import type { SignInView } from '@countersign/contract'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import type { CreatedInstance } from '../src/instances/create.ts'
import { mfaOn, startTestApp, type TestApp } from './support/app.ts'
import { Browser, backend, codeOf, enrol, mailedCode, me, password, signUp, startSignIn } from './support/browser.ts'
import { OtherProcess } from './support/other-process.ts'
import { addPasskey } from './support/passkeys.ts'

/** Two requests or two servers at the same moment, where the second one changes what the first has just read. */
const other = new OtherProcess()
let app: TestApp
let instance: CreatedInstance

beforeAll(async () => {
  app = await startTestApp({ onQuery: other.onQuery })
  await other.open(app)
  instance = await app.create({}, { ...mfaOn, trusted_devices: { enabled: true, days: 30 } })
})
afterAll(async () => {
  other.close()
  await app.close()
})
beforeEach(() => app.clock.advance(3_600_000))

const secret = 'JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP'
let count = 0
const newEmail = () => `between${++count}@example.com`
const trustedSignIn = async () => {
  const email = newEmail()
  await backend(app, instance)('POST', '/users', { email_address: [email], password, totp_secret: secret })
  const browser = new Browser(app, instance)
  const { response } = await startSignIn(browser, email)
  const fields = { strategy: 'totp', code: codeOf(secret, app.clock.now()), remember_device: 'true' }
  await browser.post(`/client/sign_ins/${response.id}/attempt_second_factor`, fields)
  await browser.delete('/client/sessions')
  app.clock.advance(60_000)
  return { browser, email }
}

test('answers nothing that was read before another request took the client’s token away (R88)', async () => {
  const browser = await signUp(app, instance, newEmail())
  other.before(/from "clients" where "id" = /, `update clients set token_hash = 'renewed'`)
  expect((await me(browser)).code).toBe('signed_out')
  expect(other.isDone).toBe(true)
})

test('asks for the second factor when the trusted device is removed while its sign-in is on the way (R96)', async () => {
  const { browser, email } = await trustedSignIn()
  other.afterReading(/from "trusted_devices"/, 'delete from trusted_devices')
  const { response, code } = await startSignIn(browser, email)
  expect([other.isDone, code ?? response.status]).toEqual([true, 'needs_second_factor'])
})

test('keeps the client cookies that another request noted for a used trust token at the same moment (R96)', async () => {
  const { browser, email } = await trustedSignIn()
  // The answer was lost, so the browser shows the same cookies again.
  await startSignIn(browser.copy(), email)
  app.clock.advance(3_600_000)
  other.afterReading(/from "trusted_devices"/, `update trusted_devices set used_clients = used_clients || ' noted'`)
  await startSignIn(browser, email)
  const { used_clients } = await app.context.db
    .selectFrom('trusted_devices')
    .select('used_clients')
    .orderBy('created_at', 'desc')
    .executeTakeFirstOrThrow()
  expect([other.isDone, used_clients?.split(' ')]).toEqual([true, expect.arrayContaining(['noted'])])
})

test('tells the owner once when a copied trust token is presented twice at the same moment (R96)', async () => {
  const { browser, email } = await trustedSignIn()
  const thief = new Browser(app, instance)
  for (const [name, value] of browser.cookies) if (name.includes('trusted')) thief.cookies.set(name, value)
  const done = await startSignIn(browser, email)
  app.clock.advance(1000)
  await browser.post(`/client/sessions/${done.response.created_session_id}/touch`)
  const reused = () =>
    app.context.db.selectFrom('audit').select('id').where('event', '=', 'trusted_device.reused').execute()
  const before = (await reused()).length
  other.afterReading(/from "trusted_devices"/, 'delete from trusted_devices')
  expect((await startSignIn(thief, email)).response.status).toBe('needs_second_factor')
  expect([other.isDone, (await reused()).length]).toEqual([true, before])
})

test('lets a lost sign-in of a trusted device be repeated although another request uses the device meanwhile (R96)', async () => {
  const { browser, email } = await trustedSignIn()
  const again = browser.copy()
  await startSignIn(browser, email)
  app.clock.advance(60_000)
  other.afterReading(
    /"last_active_at" > "created_at"/,
    "update trusted_devices set used_hash = 'x', used_clients = 'y'",
  )
  expect((await startSignIn(again, email)).response.status).toBe('complete')
  expect(other.isDone).toBe(true)
})

test('accepts the first of two right reset codes once where a second code is needed (R80)', async () => {
  const email = newEmail()
  const strategy = 'reset_password_email_code'
  await backend(app, instance)('POST', '/users', { email_address: [email], password })
  const begin = async () => {
    app.clock.advance(15 * 60_000)
    const browser = new Browser(app, instance)
    const { response } = await browser.post<SignInView>('/client/sign_ins', { identifier: email, strategy })
    const path = `/client/sign_ins/${response.id}/attempt_first_factor`
    return (code: string) => browser.post(path, { strategy, code })
  }
  for (let round = 0; round < 2; round++) {
    const guess = await begin()
    for (let wrong = 0; wrong < 5; wrong++) expect((await guess('000000')).code).toBe('form_code_incorrect')
  }
  const give = await begin()
  const code = await mailedCode(new Browser(app, instance), email)
  other.afterReading(/from "verifications".*"used_at" is not null/, 'update verifications set used_at = 1')
  expect([(await give(code)).code, other.isDone]).toEqual(['form_code_incorrect', true])
})

test('refuses to rename a passkey that is removed meanwhile', async () => {
  const passkeys = await app.create({ name: 'Passkeys' }, { first_factors: { passkey: true } })
  const browser = await signUp(app, passkeys, newEmail())
  const { passkey } = await addPasskey(browser)
  other.afterReading(/from "sessions"/, 'delete from passkeys')
  const { code } = await browser.patch(`/me/passkeys/${passkey.id}`, { name: 'Laptop' })
  expect([code, other.isDone]).toEqual(['resource_not_found', true])
})

test('makes no second set of backup codes while another server is making one for the same request', async () => {
  const browser = await signUp(app, instance, newEmail())
  await enrol(browser)
  app.clock.advance(60_000)
  const make = (on: Browser) => on.post<{ codes: string[] }>('/me/backup_codes')
  const kept = browser.copy()
  expect((await make(browser)).response.codes).toHaveLength(10)
  other.afterReading(/from "sessions"/, 'update client_renewals set answered_at = null')
  expect([(await make(kept)).code, other.isDone]).toEqual(['client_renewed', true])
})

test.each([
  ['/me/totp', {}],
  ['/me/email_addresses', { email_address: 'another@example.com' }],
  ['/me/phone_numbers', { phone_number: '+15555550142' }],
])('POST %s of a user who is deleted meanwhile is refused, not failed (R127)', async (path, fields) => {
  const browser = await signUp(app, instance, newEmail())
  const { response } = await me(browser)
  other.afterReading(/from "sessions"/, `pragma foreign_keys = on; delete from users where id = '${response.id}'`)
  const { status, code } = await browser.post(path, fields)
  expect([other.isDone, status, code]).toEqual([true, 404, 'resource_not_found'])
})
