import type {
  BackendUserView,
  EmailAddressView,
  PhoneNumberView,
  SignInView,
  UndoPreviewView,
  UserView,
} from '@countersign/contract'
import { afterAll, beforeAll, beforeEach, expect } from 'vitest'
import type { CreatedInstance } from '../../src/instances/create.ts'
import { startTestApp, type TestApp } from '../support/app.ts'
import { Browser, backend, mailed, mailedCode, mailFactor, me, second, signUp } from '../support/browser.ts'

export const settings = {
  multi_factor: { totp: true, backup_code: true, phone_code: true },
  identifiers: { phone_number: 'optional' as const },
  sms: { countries: ['DE'] },
}
export const hour = 3_600_000
export const day = 24 * hour

export let app: TestApp
export let instance: CreatedInstance

/** Starts the app of a file of this folder: each has one of its own. */
export function setScene(): void {
  beforeAll(async () => {
    app = await startTestApp()
    instance = await app.create({}, settings)
  })
  afterAll(() => app.close())
  beforeEach(() => app.clock.advance(10 * 60_000))
}

let count = 0
export const newEmail = () => `owner${++count}@example.com`
let numbers = 0
export const newNumber = () => `+49151${String(23_400_000 + ++numbers * 1009)}`
/** In a browser that was never here. */
export function visitor(): Browser {
  app.clock.advance(1000)
  return new Browser(app, instance)
}
export function call<T>(method: string, path: string, body?: unknown) {
  app.clock.advance(1000)
  return backend(app, instance)<T>(method, path, body)
}
export const preview = (token: string, on = visitor()) => on.post<UndoPreviewView>('/undo/preview', { token })
export const subjects = async (browser: Browser, to: string) =>
  (await mailed(browser, to)).map(({ subject }) => subject)

export interface Person {
  email: string
  browser: Browser
}
export async function person(): Promise<Person> {
  const email = newEmail()
  return { email, browser: await signUp(app, instance, email) }
}

/** Mails of the same millisecond are in no order. */
export const tick = () => app.clock.advance(1000)

export function newPassword(browser: Browser, next: string) {
  tick()
  return browser.post<UserView>('/me/change_password', { new_password: next, sign_out_of_other_sessions: 'false' })
}

export async function addEmail(browser: Browser, email = newEmail()): Promise<EmailAddressView> {
  tick()
  const { response } = await browser.post<EmailAddressView>('/me/email_addresses', { email_address: email })
  await browser.post(`/me/email_addresses/${response.id}/prepare_verification`)
  const code = await mailedCode(browser, email)
  tick()
  const done = await browser.post<EmailAddressView>(`/me/email_addresses/${response.id}/attempt_verification`, { code })
  if (done.status !== 200) throw new Error(JSON.stringify(done.body))
  return done.response
}

export async function addNumber(browser: Browser, isReserved: boolean): Promise<PhoneNumberView> {
  tick()
  const number = newNumber()
  const added = await browser.post<PhoneNumberView>('/me/phone_numbers', { phone_number: number })
  if (added.status !== 200) throw new Error(JSON.stringify(added.body))
  const { response } = added
  await browser.post(`/me/phone_numbers/${response.id}/prepare_verification`)
  const code = await mailedCode(browser, number)
  tick()
  await browser.post(`/me/phone_numbers/${response.id}/attempt_verification`, { code })
  if (!isReserved) return response
  return (await reserve(browser, response.id)).response
}
export function reserve(browser: Browser, id: string, isReserved = true) {
  tick()
  return browser.patch<PhoneNumberView>(`/me/phone_numbers/${id}`, { reserved_for_second_factor: String(isReserved) })
}

/** Somebody who signed in again a moment ago: the mailbox, a new password, and the second factor if there is one. */
export async function signInByMail(email: string, next = 'a brand new password', totp?: string): Promise<Browser> {
  tick()
  const browser = visitor()
  const { response } = await browser.post<SignInView>('/client/sign_ins', { identifier: email })
  const path = `/client/sign_ins/${response.id}`
  const factor = mailFactor(response, 'reset_password_email_code')
  await browser.post(`${path}/prepare_first_factor`, {
    strategy: 'reset_password_email_code',
    email_address_id: factor?.email_address_id ?? '',
  })
  const code = await mailedCode(browser, email)
  const proven = await browser.post<SignInView>(`${path}/attempt_first_factor`, {
    strategy: 'reset_password_email_code',
    code,
  })
  expect(proven.response.status).toBe('needs_new_password')
  const { response: after } = await browser.post<SignInView>(`${path}/reset_password`, { password: next })
  if (totp === undefined) expect(after.status).toBe('complete')
  else expect((await second(browser, response.id, 'totp', totp)).response.status).toBe('complete')
  return browser
}

export async function readUser(id: string): Promise<BackendUserView> {
  return (await call<BackendUserView>('GET', `/users/${id}`)).response
}
export const idOf = async (browser: Browser) => (await me(browser)).response.id
