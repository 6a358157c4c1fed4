import type { PhoneNumberView, SignInView } from '@countersign/contract'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import type { CreatedInstance } from '../src/instances/create.ts'
import { startTestApp, type TestApp } from './support/app.ts'
import { Authenticator } from './support/authenticator.ts'
import { Browser, backend, codeOf, enrol, mailedCode, password, signUp } from './support/browser.ts'
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

test('reads a code from whatever was pasted with it, and refuses what is no code without charging anything (R9, R85)', async () => {
  const browser = await person()
  const email = `charged${count}@example.com`
  const { secret, backupCodes } = await enrol(browser)
  const wrong: [string, string][] = [
    ['hello', 'form_code_missing'],
    ['Your code is on its way.', 'form_code_missing'],
    ['1234567', 'form_code_missing'],
    ['123456 654321', 'form_code_several'],
    [backupCodes[0] ?? '', 'form_code_is_backup_code'],
  ]
  const answers = []
  for (const identifier of [` mailto:${email}, `, 'unknown@example.com']) {
    const visitor = new Browser(app, instance)
    const begun = await visitor.post<SignInView>('/client/sign_ins', { identifier, strategy: 'email_code' })
    const path = `/client/sign_ins/${begun.response.id}/attempt_first_factor`
    const refused = []
    for (const [code, name] of wrong) {
      const answer = await visitor.post(path, { strategy: 'email_code', code })
      expect(answer.code, code).toBe(name)
      refused.push([answer.status, (answer.body as { errors: unknown }).errors])
    }
    answers.push(refused)
  }
  expect(answers[0]).toEqual(answers[1])
  const tries = await app.context.db
    .selectFrom('verifications')
    .select('tries')
    .where('purpose', '=', 'sign_in')
    .execute()
  expect(tries.map((row) => row.tries)).toEqual([0, 0])

  const visitor = new Browser(app, instance)
  const identifier = `Ada\u200b <\u202a${email}\u202c>.`
  const { response } = await visitor.post<SignInView>('/client/sign_ins', { identifier, password })
  expect(response.status).toBe('needs_second_factor')
  const path = `/client/sign_ins/${response.id}/attempt_second_factor`
  for (let round = 0; round < 3; round++)
    for (const [code, name] of wrong)
      expect((await visitor.post(path, { strategy: 'totp', code })).code, code).toBe(name)
  const list = backupCodes.join('\n')
  expect((await visitor.post(path, { strategy: 'backup_code', code: list })).code).toBe('backup_code_malformed')
  expect(await failures()).toEqual([])
  // What has the form of a code counts, whatever stands around it.
  const right = codeOf(secret, app.clock.now())
  const other = String((Number(right) + 1) % 1_000_000).padStart(6, '0')
  const guessed = await visitor.post(path, { strategy: 'totp', code: `Your code is ${other}.` })
  expect(guessed.code).toMatch(/^form_code_(?:incorrect|ahead|behind)$/)
  expect((await failures()).length).toBeGreaterThan(0)
  const arabic = [...right].map((digit) => String.fromCodePoint(0x660 + Number(digit))).join('')
  const done = await visitor.post<SignInView>(path, { strategy: 'totp', code: `\u202bرمزك: ${arabic}.\u202c` })
  expect(done.response.status).toBe('complete')
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
