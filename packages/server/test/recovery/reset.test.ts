import type { PhoneNumberView, SignInView } from '@countersign/contract'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { CreatedInstance } from '../../src/instances/create.ts'
import { startTestApp, type TestApp } from '../support/app.ts'
import { Browser, backend, mailed, mailedCode, password, startSignIn } from '../support/browser.ts'
import { byPhone, createUser, newNumber } from '../support/phones.ts'

let app: TestApp
let instance: CreatedInstance
beforeAll(async () => {
  app = await startTestApp()
  instance = await app.create({}, { ...byPhone, identifiers: { email_address: 'optional', phone_number: 'optional' } })
})
afterAll(() => app.close())

const visitor = () => new Browser(app, instance)
const call = <T>(method: string, path: string, body?: unknown) => backend(app, instance)<T>(method, path, body)

async function begin(
  identifier: string,
  strategy: string,
): Promise<{ browser: Browser; path: string; status: number }> {
  app.clock.advance(15 * 60_000)
  const browser = visitor()
  const { response, status } = await browser.post<SignInView>('/client/sign_ins', { identifier, strategy })
  return { browser, path: `/client/sign_ins/${response.id}`, status }
}

test('a reset begins and ends while the account is locked, lifts the lock, and its wrong codes lock nobody; after five a day a second right one is asked for (R80)', async () => {
  const email = 'locked@example.com'
  const strategy = 'reset_password_email_code'
  await createUser(app, instance, { email_address: [email], password })
  for (let guess = 0; guess < 10; guess++) await startSignIn(visitor(), email, 'not the right one at all')
  expect((await startSignIn(visitor(), email)).code).toBe('user_locked')

  const wrong = async (at: { browser: Browser; path: string }) =>
    (await at.browser.post(`${at.path}/attempt_first_factor`, { strategy, code: '000000' })).code
  for (let round = 0; round < 2; round++) {
    const begun = await begin(email, strategy)
    for (let guess = 0; guess < 5; guess++) expect(await wrong(begun)).toBe('form_code_incorrect')
  }
  const crowded = await begin(email, strategy)
  const give = async () => {
    const code = await mailedCode(crowded.browser, email)
    return crowded.browser.post<SignInView>(`${crowded.path}/attempt_first_factor`, { strategy, code })
  }
  expect((await give()).code).toBe('second_code_sent')
  app.clock.advance(1000)
  // No failure of the account came of it: the password is as it was.
  expect((await startSignIn(visitor(), email)).response.status).toBe('complete')

  app.clock.advance(24 * 3_600_000)
  for (let guess = 0; guess < 10; guess++) await startSignIn(visitor(), email, 'not the right one at all')
  const { browser, path } = await begin(email, strategy)
  const code = await mailedCode(browser, email)
  await browser.post(`${path}/attempt_first_factor`, { strategy, code })
  const done = await browser.post<SignInView>(`${path}/reset_password`, { password: 'a quite different one' })
  expect(done.response.status).toBe('complete')
})

test('a number that was added today sends no code for a new password, and says nothing about that; tomorrow it does (R22)', async () => {
  const [email, number] = ['owner@example.com', newNumber()]
  const strategy = 'reset_password_phone_code'
  const user_id = await createUser(app, instance, { email_address: [email], password })
  app.clock.advance(48 * 3_600_000)
  const fields = { user_id, phone_number: number, verified: true }
  expect((await call<PhoneNumberView>('POST', '/phone_numbers', fields)).status).toBe(200)
  const codes = async () => (await mailed(visitor(), number)).filter(({ code }) => code).length
  expect((await begin(number, strategy)).status).toBe(200)
  expect(await codes()).toBe(0)
  app.clock.advance(24 * 3_600_000)
  expect((await begin(number, strategy)).status).toBe(200)
  expect(await codes()).toBe(1)
})
