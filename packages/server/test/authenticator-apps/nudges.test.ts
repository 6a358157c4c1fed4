import type { NudgeCountsView, NudgeView, PhoneNumberView, SignInView } from '@countersign/contract'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { CreatedInstance } from '../../src/instances/create.ts'
import { startTestApp, type TestApp } from '../support/app.ts'
import { Browser, backend, enrol, mailedCode, me, second, signUp, startSignIn } from '../support/browser.ts'

const day = 24 * 3_600_000
const factors = { totp: true, phone_code: true, backup_code: true, passkey: true }
let app: TestApp
let instance: CreatedInstance
beforeAll(async () => {
  app = await startTestApp()
  instance = await app.create({}, { multi_factor: factors, sms: { countries: ['DE'] } })
})
afterAll(() => app.close())

const call = <T>(method: string, path: string, body?: unknown) => backend(app, instance)<T>(method, path, body)
const offer = async (browser: Browser) => (await browser.post<NudgeView>('/me/nudge')).response.offers
const answer = (browser: Browser, fields: Record<string, string>) => browser.patch<NudgeView>('/me/nudge', fields)
const counts = async () => (await call<NudgeCountsView>('GET', '/instance/nudges')).response

let count = 0
/** Somebody whose second step is a code by SMS. */
async function texter() {
  const [email, number] = [`texter${++count}@example.com`, `+4915123${String(456_000 + count * 1009)}`]
  const browser = await signUp(app, instance, email)
  const { id } = (await browser.post<PhoneNumberView>('/me/phone_numbers', { phone_number: number })).response
  await browser.post(`/me/phone_numbers/${id}/prepare_verification`, { strategy: 'phone_code' })
  await browser.post(`/me/phone_numbers/${id}/attempt_verification`, { code: await mailedCode(browser, number) })
  await browser.patch(`/me/phone_numbers/${id}`, { reserved_for_second_factor: 'true' })
  app.clock.advance(day)
  return { email, number, browser: await bySms(email, number) }
}
async function bySms(email: string, number: string): Promise<Browser> {
  app.clock.advance(1000)
  const on = new Browser(app, instance)
  const { id } = (await startSignIn(on, email)).response
  await on.post<SignInView>(`/client/sign_ins/${id}/prepare_second_factor`, { strategy: 'phone_code' })
  const done = await second(on, id, 'phone_code', await mailedCode(on, number))
  expect(done.response.status).toBe('complete')
  return on
}

test('after a second step by SMS an app or a passkey is offered, once a month, and never again to who says so', async () => {
  const { email, number, browser } = await texter()
  expect(await offer(browser)).toEqual(['passkey', 'totp'])
  expect(await offer(browser)).toEqual([])
  expect((await answer(browser, { answer: 'later' })).status).toBe(200)
  app.clock.advance(29 * day)
  expect(await offer(await bySms(email, number))).toEqual([])
  app.clock.advance(day)
  const later = await bySms(email, number)
  const both = await Promise.all([offer(later), offer(later.copy())])
  expect(both.filter((offers) => offers.length > 0)).toHaveLength(1)
  await answer(later, { answer: 'never' })
  app.clock.advance(60 * day)
  expect(await offer(await bySms(email, number))).toEqual([])
  expect(await counts()).toEqual({ object: 'nudge_counts', users: 1, asked: 2, later: 0, never: 1, moved: 0 })
})

test('nothing is offered to who has something better, proved by other means or long ago, or is not to change anything', async () => {
  const { browser } = await texter()
  const withPassword = await signUp(app, instance, 'nobody-asks@example.com')
  expect(await offer(withPassword)).toEqual([])
  expect((await answer(withPassword, { answer: 'never' })).status).toBe(404)
  const { id } = (await me(browser)).response
  const hold = (until: number | null) =>
    app.context.db.updateTable('users').set({ changes_locked_until: until }).where('id', '=', id).execute()
  await hold(app.clock.now() + day)
  expect(await offer(browser)).toEqual([])
  await hold(null)
  app.clock.advance(11 * 60_000)
  expect(await offer(browser)).toEqual([])
})

test('the operator chooses whether and what is offered, and sees who moved', async () => {
  const before = await counts()
  const { browser, email, number } = await texter()
  const set = (patch: object) => call('PATCH', '/instance/settings', patch)
  await set({ multi_factor: { nudges: false } })
  expect(await offer(browser)).toEqual([])
  await set({ multi_factor: { nudges: true, passkey: false }, component_version: 3 })
  expect(await offer(browser)).toEqual([])
  await set({ component_version: 4 })
  expect(await offer(browser)).toEqual(['totp'])
  await enrol(browser)
  app.clock.advance(31 * day)
  expect(await offer(await bySms(email, number))).toEqual([])
  await set({ multi_factor: { passkey: true } })
  const { users, moved } = await counts()
  expect([users - before.users, moved - before.moved]).toEqual([1, 1])
})
