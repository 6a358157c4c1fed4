import type { MessageView, SignInView, TrustedDeviceView } from '@countersign/contract'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import type { CreatedInstance } from '../../src/instances/create.ts'
import { hashToken } from '../../src/lib/hashing.ts'
import { startTestApp, type TestApp } from '../support/app.ts'
import { Browser, backend, codeOf, mailed, password, startSignIn } from '../support/browser.ts'

let app: TestApp
let instance: CreatedInstance

beforeAll(async () => {
  app = await startTestApp()
  instance = await app.create({}, { trusted_devices: { enabled: true, days: 30 }, multi_factor: { totp: true } })
})
afterAll(() => app.close())
beforeEach(() => app.clock.advance(86_400_000))

const secret = 'JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP'
let count = 0

/** A signed-out browser that is trusted for its user. */
async function trusted(): Promise<{ email: string; browser: Browser }> {
  const email = `reuse${++count}@example.com`
  await backend(app, instance)('POST', '/users', { email_address: [email], password, totp_secret: secret })
  const browser = new Browser(app, instance)
  const { response } = await startSignIn(browser, email)
  const code = codeOf(secret, app.clock.now())
  const path = `/client/sign_ins/${response.id}/attempt_second_factor`
  await browser.post(path, { strategy: 'totp', code, remember_device: 'true' })
  await browser.delete('/client/sessions')
  app.clock.advance(60_000)
  return { email, browser }
}

const statusIn = async (browser: Browser, email: string) => (await startSignIn(browser, email)).response.status
const touch = (browser: Browser, { response }: { response: SignInView }) =>
  browser.post(`/client/sessions/${response.created_session_id}/touch`)
const trustOf = (browser: Browser) => [...browser.cookies].find(([name]) => name.includes('trusted'))?.[1]
const devicesOf = async (browser: Browser) =>
  (await browser.get<TrustedDeviceView[]>('/me/trusted_devices')).response.length
const told = async (browser: Browser, email: string) =>
  (await mailed(browser, email)).filter(({ subject }: MessageView) => subject?.startsWith('Trusted device removed'))
const recorded = async () =>
  (await app.context.db.selectFrom('audit').select('id').where('event', '=', 'trusted_device.reused').execute()).length

/** What a signed-in person does first: the page loads and takes its session up. */
async function signInAndStay(browser: Browser, email: string): Promise<void> {
  const done = await startSignIn(browser, email)
  expect(done.response.status).toBe('complete')
  app.clock.advance(1000)
  await touch(browser, done)
}

test('ends a trusted device and tells its owner when a used trust token is presented from another browser (R96)', async () => {
  const { email, browser } = await trusted()
  const before = await recorded()
  const thief = new Browser(app, instance)
  for (const [name, value] of browser.cookies) if (name.includes('trusted')) thief.cookies.set(name, value)
  await signInAndStay(browser, email)
  expect(await devicesOf(browser)).toBe(1)

  expect(await statusIn(thief, email)).toBe('needs_second_factor')
  expect(await told(browser, email)).toHaveLength(1)
  expect(await recorded()).toBe(before + 1)
  expect(await devicesOf(browser)).toBe(0)

  // Presented again it says nothing new, so it fills no mailbox.
  expect(await statusIn(thief, email)).toBe('needs_second_factor')
  expect(await told(browser, email)).toHaveLength(1)
  await browser.delete('/client/sessions')
  expect(await statusIn(browser, email)).toBe('needs_second_factor')
})

test('finds a copy of all cookies of a browser, whichever of the two is used first, and after any number of uses (R96)', async () => {
  const late = await trusted()
  const copy = late.browser.copy()
  for (let use = 0; use < 3; use++) {
    await signInAndStay(late.browser, late.email)
    await late.browser.delete('/client/sessions')
    app.clock.advance(60_000)
  }
  expect(await statusIn(copy, late.email)).toBe('needs_second_factor')
  expect(await told(copy, late.email)).toHaveLength(1)

  const early = await trusted()
  const thief = early.browser.copy()
  await signInAndStay(thief, early.email)
  app.clock.advance(60_000)
  expect(await statusIn(early.browser, early.email)).toBe('needs_second_factor')
  expect(await told(thief, early.email)).toHaveLength(1)
  expect(await devicesOf(thief)).toBe(0)
})

test('ends a trusted device when a token is presented that was made up from a copy of one (R96)', async () => {
  const { email, browser } = await trusted()
  const thief = browser.copy()
  for (const [name, value] of browser.cookies)
    if (name.includes('trusted')) thief.cookies.set(name, `${value.slice(0, -2)}${value.endsWith('AA') ? 'EE' : 'AA'}`)
  expect(await statusIn(thief, email)).toBe('needs_second_factor')
  expect(await told(browser, email)).toHaveLength(1)
  expect(await statusIn(browser, email)).toBe('needs_second_factor')
})

test('keeps trust when the answer to a sign-in is lost, also again and after a day, with the token that was on its way (R96)', async () => {
  const { email, browser } = await trusted()
  const before = await recorded()
  const lost = browser.copy()
  expect(await statusIn(lost, email)).toBe('complete')
  app.clock.advance(3_600_000)
  const lostAgain = browser.copy()
  expect(await statusIn(lostAgain, email)).toBe('complete')

  // Given up after the first step; the new client cookie of that step arrived.
  app.clock.advance(86_400_000)
  await browser.post('/client/sign_ins', { identifier: email })
  app.clock.advance(86_400_000)
  await signInAndStay(browser, email)
  expect(trustOf(browser)).toBe(trustOf(lost))
  expect(await devicesOf(browser)).toBe(1)
  expect([await recorded(), (await told(browser, email)).length]).toEqual([before, 0])

  await browser.delete('/client/sessions')
  app.clock.advance(60_000)
  expect(await statusIn(browser, email)).toBe('complete')
})

test('keeps trust when two tabs of a browser sign in at the same moment (R96)', async () => {
  const { email, browser } = await trusted()
  const [one, two] = [browser.copy(), browser.copy()]
  const done = await startSignIn(one, email)
  await touch(one, done)
  expect(await statusIn(two, email)).toBe('complete')
  expect(trustOf(two)).toBe(trustOf(one))
  expect(await told(browser, email)).toHaveLength(0)
})

test('a copy that comes while an answer is lost shows as soon as both are used (R96)', async () => {
  const { email, browser } = await trusted()
  const thief = browser.copy()
  expect(await statusIn(thief, email)).toBe('complete')
  app.clock.advance(60_000)
  await signInAndStay(browser, email)
  await browser.delete('/client/sessions')
  app.clock.advance(60_000)
  await signInAndStay(browser, email)
  await thief.delete('/client/sessions')
  expect(await statusIn(thief, email)).toBe('needs_second_factor')
  expect(await told(browser, email)).toHaveLength(1)
})

test('a token of a trusted device from before tokens had a shared part works once more and gets one (R96)', async () => {
  const { email, browser } = await trusted()
  const value = trustOf(browser) ?? ''
  const [name = ''] = [...browser.cookies].find(([, each]) => each === value) ?? []
  const old = value.split('.').at(-1) ?? ''
  await app.context.db
    .updateTable('trusted_devices')
    .set({ token_hash: hashToken(old), family_hash: null })
    .where('token_hash', '=', hashToken(value))
    .execute()
  browser.cookies.set(name, old)
  const copy = browser.copy()
  await signInAndStay(browser, email)
  expect(trustOf(browser)).toContain('.')
  app.clock.advance(60_000)
  expect(await statusIn(copy, email)).toBe('needs_second_factor')
  expect(await told(browser, email)).toHaveLength(1)
})

test('asks for the second factor when a used token comes back from a browser that lost every other cookie (R96)', async () => {
  const { email, browser } = await trusted()
  for (const name of browser.cookies.keys()) if (!name.includes('trusted')) browser.cookies.delete(name)
  const bare = browser.copy()
  expect(await statusIn(browser, email)).toBe('complete')
  app.clock.advance(60_000)
  expect(await statusIn(bare, email)).toBe('needs_second_factor')
})
