import type { PhoneNumberView } from '@countersign/contract'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import type { CreatedInstance } from '../src/instances/create.ts'
import { startTestApp, type TestApp } from './support/app.ts'
import { Authenticator } from './support/authenticator.ts'
import { type Browser, backend, enrol, mailedCode, password, signUp } from './support/browser.ts'
import { addPasskey, confirmPasskey, nonceOf, startPasskey } from './support/passkeys.ts'

let app: TestApp
let instance: CreatedInstance

beforeAll(async () => {
  app = await startTestApp()
  instance = await app.create(
    {},
    {
      multi_factor: { totp: true, passkey: true, phone_code: true, backup_code: true },
      identifiers: { phone_number: 'optional' },
      lockout: { attempts: 3 },
      reverification: { enabled: false },
      sms: { countries: ['DE'] },
    },
  )
})
afterAll(() => app.close())
beforeEach(() => app.clock.advance(3_600_000))

let count = 0
const person = () => signUp(app, instance, `charged${++count}@example.com`)
const failures = async () =>
  (await app.context.db.selectFrom('failures').select('count').where('count', '>', 0).execute()).map((row) => row.count)
const change = (browser: Browser, current_password: string, new_password: string) =>
  browser.post('/me/change_password', { current_password, new_password })

test('a right current password with a new one that is refused is no failure (R85)', async () => {
  const browser = await person()
  for (const weak of ['short', 'password1', `charged${count}@example.com`, 'x'.repeat(300), 'passwort']) {
    expect((await change(browser, password, weak)).code).toMatch(/^form_password_(?:length|size|pwned)/)
    expect(await failures()).toEqual([])
  }
  expect((await change(browser, password, 'a much better secret')).status).toBe(200)
})

test('a wrong current password is a failure, whatever the new one is (R85)', async () => {
  const browser = await person()
  expect((await change(browser, 'not the right one', 'short')).code).toBe('form_password_incorrect')
  expect((await change(browser, 'not the right one', 'a much better secret')).code).toBe('form_password_incorrect')
  // What is given back for the right one is its own charge and nothing else (R7).
  expect((await change(browser, password, 'short')).code).toBe('form_password_length_too_short')
  expect(await failures()).toEqual([2])
  expect((await change(browser, 'not the right one', 'short')).code).toBe('form_password_incorrect')
  expect((await change(browser, password, 'a much better secret')).code).toBe('user_locked')
  await app.context.db.deleteFrom('failures').execute()
})

test('a right code for a number that someone else has verified is no failure (R85)', async () => {
  const number = '+4915123400017'
  await backend(app, instance)('POST', '/users', {
    email_address: ['taken@example.com'],
    password,
    phone_number: [number],
  })
  const browser = await person()
  const { response } = await browser.post<PhoneNumberView>('/me/phone_numbers', { phone_number: number })
  const path = `/me/phone_numbers/${response.id}`
  await browser.post(`${path}/prepare_verification`)
  const code = await mailedCode(browser, number)
  for (let again = 0; again < 4; again++) {
    expect((await browser.post(`${path}/attempt_verification`, { code })).code).toBe('form_identifier_exists')
    expect(await failures()).toEqual([])
  }
})

test('a passkey that is known already is no failure (R85)', async () => {
  const { device } = await addPasskey(await person())
  const browser = await person()
  for (let again = 0; again < 4; again++) {
    const { response: started } = await startPasskey(browser)
    const key = device.keys[0]
    const made = new Authenticator().create(nonceOf(started.verification), browser.origin, key ? { key } : {})
    expect((await confirmPasskey(browser, started, made)).code).toBe('passkey_exists')
    expect(await failures()).toEqual([])
  }
})

test('a backup code that is not compared, because the tries of the hour are used up, is no failure (R30)', async () => {
  const browser = await person()
  await enrol(browser)
  const [code = ''] = (await enrol(await person())).backupCodes
  const check = () => browser.post('/me/backup_codes/check', { code })
  const first = await check()
  expect(first.code).toBe('form_code_incorrect')
  await app.context.db.updateTable('limits').set({ count: 3 }).where('key', 'like', 'backup|%').execute()
  expect((await check()).code).toBe('too_many_requests')
  expect(await failures()).toEqual([1])
})
