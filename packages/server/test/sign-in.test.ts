import type { SignInView } from '@countersign/contract'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { CreatedInstance } from '../src/instances/create.ts'
import { mfaOn, startTestApp, type TestApp } from './support/app.ts'
import {
  Browser,
  codeOf,
  distinct,
  type Enrolled,
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

beforeAll(async () => {
  app = await startTestApp()
  instance = await app.create({}, mfaOn)
})
afterAll(() => app.close())
// All browsers here share one address: a minute between tests keeps its limits out of the way.
beforeEach(() => app.clock.advance(60_000))

let count = 0
const newEmail = () => `person${++count}@example.com`
const visitor = () => new Browser(app, instance)

async function enrolled(): Promise<Enrolled & { email: string; browser: Browser }> {
  const email = newEmail()
  const browser = await signUp(app, instance, email)
  return { email, browser, ...(await enrol(browser)) }
}

test('a user without a second factor is signed in by the password alone (S6, S58)', async () => {
  const email = newEmail()
  await signUp(app, instance, email)
  const browser = visitor()
  const { response, client } = await startSignIn(browser, email)
  expect(response.status).toBe('complete')
  expect(client?.sessions.map((session) => session.id)).toContain(response.created_session_id)
  expect((await me(browser)).response.email_addresses[0]?.email_address).toBe(email)
})

test('a sign-in with a second factor converts only when both are proven (S32, S52, R51)', async () => {
  const { email, secret } = await enrolled()
  const browser = visitor()
  const first = await startSignIn(browser, email)
  expect(first.response.status).toBe('needs_second_factor')
  expect(first.response.created_session_id).toBeNull()
  expect(first.client?.sessions).toEqual([])
  expect((await me(browser)).status).toBe(401)
  const done = await second(browser, first.response.id, 'totp', codeOf(secret, app.clock.now()))
  expect(done.response.status).toBe('complete')
  expect((await me(browser)).response.totp_enabled).toBe(true)
})

test('the steps one by one: identify, prepare and attempt the first, prepare and attempt the second (S53, S54, S55, S56, S57)', async () => {
  const { email, secret } = await enrolled()
  const browser = visitor()
  const begun = await browser.post<SignInView>('/client/sign_ins', { identifier: email })
  expect(begun.response.status).toBe('needs_first_factor')
  expect(begun.response.supported_first_factors.map((factor) => factor.strategy)).toEqual([
    'password',
    'email_code',
    'reset_password_email_code',
  ])
  const path = `/client/sign_ins/${begun.response.id}`
  await browser.post(`${path}/prepare_first_factor`, { strategy: 'email_code' })
  const code = await mailedCode(browser, email)
  const first = await browser.post<SignInView>(`${path}/attempt_first_factor`, { strategy: 'email_code', code })
  expect(first.response.status).toBe('needs_second_factor')
  expect(first.response.supported_second_factors.map((factor) => factor.strategy)).toEqual(['totp', 'backup_code'])
  expect((await browser.post(`${path}/prepare_second_factor`, { strategy: 'totp' })).status).toBe(200)
  const done = await second(browser, begun.response.id, 'totp', codeOf(secret, app.clock.now()))
  expect(done.response.status).toBe('complete')
})

describe('a code', () => {
  test('is accepted once, even by fifty callers at the same time (R6, R4)', async () => {
    const { email, secret } = await enrolled()
    const browser = visitor()
    const { response } = await startSignIn(browser, email)
    const code = codeOf(secret, app.clock.now())
    const answers = await Promise.all(
      Array.from({ length: 50 }, () => second(browser.copy(), response.id, 'totp', code)),
    )
    expect(distinct(answers)).toBe(1)
    const again = visitor()
    const next = await startSignIn(again, email)
    expect((await second(again, next.response.id, 'totp', code)).code).toBe('form_code_incorrect')
  })

  test('that confirmed the enrolment cannot sign in (R5)', async () => {
    const email = newEmail()
    const browser = await signUp(app, instance, email)
    const started = await browser.post<{ secret: string }>('/me/totp')
    const code = codeOf(started.response.secret, app.clock.now())
    await browser.post('/me/totp/attempt_verification', { code })
    const other = visitor()
    const { response } = await startSignIn(other, email)
    expect((await second(other, response.id, 'totp', code)).code).toBe('form_code_incorrect')
  })

  test('of an earlier step is refused after a later one, window or not (R4)', async () => {
    const { email, secret } = await enrolled()
    const later = codeOf(secret, app.clock.now() + 30_000)
    const earlier = codeOf(secret, app.clock.now())
    const first = visitor()
    await second(first, (await startSignIn(first, email)).response.id, 'totp', later)
    const other = visitor()
    const refused = await second(other, (await startSignIn(other, email)).response.id, 'totp', earlier)
    expect(refused.code).toBe('form_code_incorrect')
  })
})

test('a backup code is accepted once, even by fifty callers at the same time (R28, S41)', async () => {
  const { email, backupCodes } = await enrolled()
  const browser = visitor()
  const { response } = await startSignIn(browser, email)
  const callers = Array.from({ length: 50 }, () =>
    second(browser.copy(), response.id, 'backup_code', backupCodes[0] ?? ''),
  )
  const answers = await Promise.all(callers)
  expect(distinct(answers)).toBe(1)
})

test('a backup code works instead of the app, once, in any spelling; its use is told and counted (R30, R31, S41, S42, S48)', async () => {
  const { email, backupCodes } = await enrolled()
  const browser = visitor()
  const begun = await startSignIn(browser, email)
  const used = await second(
    browser,
    begun.response.id,
    'backup_code',
    ` ${backupCodes[1]?.toLowerCase().replaceAll('-', ' ')} `,
  )
  expect(used.response.status).toBe('complete')
  expect((await me(browser)).response.backup_codes_left).toBe(9)
  expect((await mailed(browser, email)).some((message) => /backup code was used/i.test(message.subject ?? ''))).toBe(
    true,
  )
  const again = visitor()
  const next = await startSignIn(again, email)
  expect((await second(again, next.response.id, 'backup_code', backupCodes[1] ?? '')).code).toBe('form_code_incorrect')
})

test('three failed backup codes an hour are the most, right ones are free (R30)', async () => {
  const { email, backupCodes, secret } = await enrolled()
  const browser = visitor()
  const { response } = await startSignIn(browser, email)
  for (let i = 0; i < 3; i++)
    expect((await second(browser, response.id, 'backup_code', '0000-0000-000000')).code).toBe('form_code_incorrect')
  const refused = await second(browser, response.id, 'backup_code', backupCodes[0] ?? '')
  expect([refused.status, refused.code]).toEqual([429, 'too_many_requests'])
  expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(3000)
  const other = visitor()
  const next = await startSignIn(other, email)
  expect((await second(other, next.response.id, 'totp', codeOf(secret, app.clock.now()))).response.status).toBe(
    'complete',
  )
})

test('wrong codes of every second factor spend one budget that no new attempt, browser or cookie refills (R8, R100, R7)', async () => {
  const { email, secret } = await enrolled()
  let spent = 0
  for (let round = 0; round < 2; round++) {
    const browser = visitor()
    const { response } = await startSignIn(browser, email)
    const saved = browser.copy()
    for (let i = 0; i < 5; i++, spent++) {
      expect((await second(saved.copy(), response.id, 'totp', '000000')).code).toBe('form_code_incorrect')
    }
    expect((await second(saved, response.id, 'totp', '000000')).code).toMatch(/verification_failed|user_locked/)
  }
  expect(spent).toBe(10)
  const locked = await startSignIn(visitor(), email)
  expect(locked.code).toBe('user_locked')
  expect(locked.status).toBe(403)
  app.clock.advance(15 * 60_000)
  const browser = visitor()
  const { response } = await startSignIn(browser, email)
  expect((await second(browser, response.id, 'totp', codeOf(secret, app.clock.now()))).response.status).toBe('complete')
})

test('two hundred parallel guesses get no more evaluations than the budget holds, and a right one among the last fails (R7)', async () => {
  const { email, secret } = await enrolled()
  const browser = visitor()
  const { response } = await startSignIn(browser, email)
  const wrong = (index: number) => String(111_111 + index)
  const guesses = Array.from({ length: 199 }, (_, index) => second(browser.copy(), response.id, 'totp', wrong(index)))
  const answers = await Promise.all([
    ...guesses,
    second(browser.copy(), response.id, 'totp', codeOf(secret, app.clock.now())),
  ])
  expect(answers.filter((answer) => answer.code === 'form_code_incorrect')).toHaveLength(5)
  expect(answers.at(-1)?.response?.status).not.toBe('complete')
})

test('steps cannot be skipped or taken from another browser (S60, R53, R66)', async () => {
  const { email, secret } = await enrolled()
  const browser = visitor()
  const begun = await browser.post<SignInView>('/client/sign_ins', { identifier: email })
  const { id } = begun.response
  expect((await second(browser, id, 'totp', codeOf(secret, app.clock.now()))).code).toBe('step_not_allowed')
  expect((await browser.post(`/client/sign_ins/${id}/reset_password`, { password: 'another good one' })).code).toBe(
    'step_not_allowed',
  )
  await browser.post(`/client/sign_ins/${id}/attempt_first_factor`, { strategy: 'password', password })
  const thief = visitor()
  await thief.post('/client/sign_ins', {})
  const stolen = await second(thief, id, 'totp', codeOf(secret, app.clock.now()))
  const unknown = await second(thief, 'sia_00000000000000000000000000', 'totp', '123456')
  expect([stolen.status, stolen.code]).toEqual([404, unknown.code])
})

test('an attempt ends ten minutes after it began, right code or not (R56)', async () => {
  const { email, secret } = await enrolled()
  const browser = visitor()
  const { response } = await startSignIn(browser, email)
  app.clock.advance(600_000)
  expect((await second(browser, response.id, 'totp', codeOf(secret, app.clock.now()))).code).toBe('attempt_expired')
})

test('a reset gives a new password and never lifts the second factor (R74, R77)', async () => {
  const { email, secret, browser: signedIn } = await enrolled()
  const browser = visitor()
  const begun = await browser.post<SignInView>('/client/sign_ins', { identifier: email })
  const path = `/client/sign_ins/${begun.response.id}`
  await browser.post(`${path}/prepare_first_factor`, { strategy: 'reset_password_email_code' })
  const code = await mailedCode(browser, email)
  const proven = await browser.post<SignInView>(`${path}/attempt_first_factor`, {
    strategy: 'reset_password_email_code',
    code,
  })
  expect(proven.response.status).toBe('needs_new_password')
  const reset = await browser.post<SignInView>(`${path}/reset_password`, { password: 'a wholly new secret' })
  expect(reset.response.status).toBe('needs_second_factor')
  expect((await me(signedIn)).status).toBe(401)
  const done = await second(browser, begun.response.id, 'totp', codeOf(secret, app.clock.now()))
  expect(done.response.status).toBe('complete')
  expect((await startSignIn(visitor(), email)).code).toBe('form_password_or_identifier_incorrect')
})

test('what is no identifier at all finds no account, in a browser with a client and without one (R25)', async () => {
  for (const browser of [visitor(), await signUp(app, instance, newEmail())]) {
    const { code } = await startSignIn(browser, '@'.repeat(300))
    expect([
      'form_identifier_not_found',
      'form_password_or_identifier_incorrect',
      'form_param_format_invalid',
    ]).toContain(code)
  }
})

test('says that cookies are missing where an attempt or a session is named without them, whether or not it exists', async () => {
  const browser = visitor()
  const begun = await browser.post<SignInView>('/client/sign_ins', { identifier: 'ada@example.com' })
  const signUp = await browser.post<{ id: string }>('/client/sign_ups', { email_address: 'cookie@example.com' })
  const blocked = () => visitor()
  const named = [
    `/client/sign_ins/${begun.response.id}/attempt_first_factor`,
    `/client/sign_ins/${begun.response.id}/prepare_second_factor`,
    `/client/sign_ins/sia_00000000000000000000000000/attempt_first_factor`,
    `/client/sign_ups/${signUp.response.id}/prepare_verification`,
    `/client/sign_ups/sua_00000000000000000000000000/attempt_verification`,
    '/client/sessions/sess_00000000000000000000000000/touch',
    '/client/sessions/sess_00000000000000000000000000/verify',
  ]
  for (const path of named) {
    const answer = await blocked().post(path, { strategy: 'email_code', code: '123456' })
    expect([path, answer.status, answer.code]).toEqual([path, 401, 'client_cookie_missing'])
    expect(answer.errors[0]?.long_message).toContain('Allow cookies for this site')
  }
  const read = await blocked().get(`/client/sign_ins/${begun.response.id}`)
  expect(read.code).toBe('client_cookie_missing')
  // With cookies, an attempt of another browser is still not found.
  const other = visitor()
  await other.post('/client/sign_ins')
  expect((await other.get(`/client/sign_ins/${begun.response.id}`)).code).toBe('resource_not_found')
})
