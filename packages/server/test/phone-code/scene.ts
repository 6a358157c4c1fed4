import type { PhoneNumberView, SignInView } from '@countersign/contract'
import { afterAll, beforeAll, beforeEach, expect } from 'vitest'
import type { CreatedInstance } from '../../src/instances/create.ts'
import { requireSession } from '../../src/sessions/guard.ts'
import { startTestApp, type TestApp } from '../support/app.ts'
import { Browser, mailed, mailedCode, signUp, startSignIn } from '../support/browser.ts'
import { scopeOf } from '../support/meanwhile.ts'

export let app: TestApp
export let instance: CreatedInstance
export const phonesOn = {
  multi_factor: { totp: true, phone_code: true, backup_code: true },
  sms: { countries: ['US', 'DE'] },
}

/** Starts the app of a file of this folder: each has one of its own. */
export function setScene(): void {
  beforeAll(async () => {
    app = await startTestApp()
    instance = await app.create({}, phonesOn)
  })
  afterAll(() => app.close())
  beforeEach(() => app.clock.advance(3_600_000))
}

let count = 0
export const visitor = () => new Browser(app, instance)
/** German mobile numbers, each in a range of its own. */
export const newNumber = () => `+49151${String(10_000_000 + ++count * 1000 + 17)}`
export const texts = (browser: Browser, number: string) => mailed(browser, number)
export const add = (browser: Browser, phone_number: string) =>
  browser.post<PhoneNumberView>('/me/phone_numbers', { phone_number })
export const prepare = (browser: Browser, id: string) =>
  browser.post<PhoneNumberView>(`/me/phone_numbers/${id}/prepare_verification`, { strategy: 'phone_code' })
export const attempt = (browser: Browser, id: string, code: string) =>
  browser.post<PhoneNumberView>(`/me/phone_numbers/${id}/attempt_verification`, { code })
export const reserve = (browser: Browser, id: string, isReserved = true) =>
  browser.patch<PhoneNumberView>(`/me/phone_numbers/${id}`, { reserved_for_second_factor: String(isReserved) })
export const prepareSecond = (browser: Browser, id: string, fields = {}) =>
  browser.post<SignInView>(`/client/sign_ins/${id}/prepare_second_factor`, { strategy: 'phone_code', ...fields })

/** A request of this browser that has read what it needs, before whatever comes next. */
export const signedIn = async (browser: Browser) =>
  requireSession(await scopeOf(browser), null, { who: 'pending', method: 'POST' })

export async function person(): Promise<{ browser: Browser; email: string }> {
  const email = `phone${++count}@example.com`
  return { email, browser: await signUp(app, instance, email) }
}
export async function verified(browser: Browser, number = newNumber()): Promise<PhoneNumberView> {
  const { response } = await add(browser, number)
  await prepare(browser, response.id)
  return (await attempt(browser, response.id, await mailedCode(browser, number))).response
}
export async function enrolled() {
  const someone = await person()
  const phone = await verified(someone.browser)
  const { response } = await reserve(someone.browser, phone.id)
  return { ...someone, phone: response, codes: response.backup_codes ?? [] }
}
export async function atSecondStep(email: string) {
  // The inbox sorts by time, and time stands still.
  app.clock.advance(1)
  const browser = visitor()
  const { response } = await startSignIn(browser, email)
  expect(response.status).toBe('needs_second_factor')
  return { browser, signIn: response }
}
