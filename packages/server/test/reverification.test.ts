import type { SessionVerificationView, SessionView } from '@countersign/contract'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { CreatedInstance } from '../src/instances/create.ts'
import { mfaOn, startTestApp, type TestApp } from './support/app.ts'
import {
  type Answer,
  afterOverlap,
  Browser,
  backend,
  codeOf,
  distinct,
  type Enrolled,
  enrol,
  type Fields,
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
beforeEach(() => app.clock.advance(60_000))

let count = 0
const newEmail = () => `prover${++count}@example.com`
const visitor = () => new Browser(app, instance)
const now = () => app.clock.now()
const stale = 600_000

interface Person extends Enrolled {
  browser: Browser
  email: string
  session: string
}
async function person(): Promise<Omit<Person, keyof Enrolled>> {
  const email = newEmail()
  const browser = await signUp(app, instance, email)
  return { email, browser, session: await sessionOf(browser) }
}
async function enrolled(): Promise<Person> {
  const someone = await person()
  return { ...someone, ...(await enrol(someone.browser)) }
}
async function sessionOf(browser: Browser): Promise<string> {
  return (await browser.get<SessionView[]>('/me/sessions/active')).response[0]?.id ?? ''
}
type Named = Pick<Person, 'browser' | 'session'>
const call = ({ browser, session }: Named, path: string, fields: Fields): Promise<Answer<SessionVerificationView>> =>
  browser.post(`/client/sessions/${session}/verify${path}`, fields)
const begin = (who: Named, level: string) => call(who, '', { level })
const first = (who: Named, fields: Fields = { strategy: 'password', password }) =>
  call(who, '/attempt_first_factor', fields)
const again = (who: Named, strategy: string, code: string) => call(who, '/attempt_second_factor', { strategy, code })
const ages = async ({ browser, session }: Named) =>
  (await browser.get<SessionView>(`/client/sessions/${session}`)).response.factor_verification_age

describe('proving again', () => {
  test('makes the session as fresh as the proof, and only by the factor that was proven (R81)', async () => {
    const someone = await enrolled()
    app.clock.advance(stale)
    expect(await ages(someone)).toEqual([10, 10])
    const begun = await begin(someone, 'second_factor')
    expect(begun.response).toMatchObject({ status: 'needs_second_factor', level: 'second_factor' })
    expect(begun.response.supported_second_factors.map((factor) => factor.strategy)).toEqual(['totp', 'backup_code'])
    const done = await again(someone, 'totp', codeOf(someone.secret, now()))
    expect(done.response.status).toBe('complete')
    expect(await ages(someone)).toEqual([10, 0])
    expect((await someone.browser.post('/me/backup_codes')).status).toBe(200)
  })

  test('is owed from the moment it begins until a run completes, by the session that began and by no other (R64, R81)', async () => {
    const someone = await enrolled()
    const other = visitor()
    const begun = await startSignIn(other, someone.email)
    await second(other, begun.response.id, 'totp', codeOf(someone.secret, now()))
    app.clock.advance(30_000)
    const change = () => someone.browser.post('/me/backup_codes')
    expect((await change()).status).toBe(200)
    await begin(someone, 'multi_factor')
    expect((await change()).code).toBe('session_reverification_required')
    expect((await other.post('/me/backup_codes')).status).toBe(200)
    await first(someone)
    expect((await change()).code).toBe('session_reverification_required')
    app.clock.advance(stale)
    await app.context.db.deleteFrom('reverifications').where('session_id', '=', someone.session).execute()
    expect((await change()).code, 'the run is gone, the debt is not').toBe('session_reverification_required')
    await begin(someone, 'second_factor')
    expect((await again(someone, 'totp', codeOf(someone.secret, now()))).response.status).toBe('complete')
    expect((await change()).status).toBe(200)
  })

  test('is owed by nobody where the instance asks for no recent proof', async () => {
    const relaxed = await app.create({}, { reverification: { enabled: false } })
    const browser = await signUp(app, relaxed, newEmail())
    await begin({ browser, session: await sessionOf(browser) }, 'first_factor')
    expect((await browser.post('/me/totp')).code).not.toBe('session_reverification_required')
  })

  test('of both factors asks for them in order, and neither counts for the other (R81, R83)', async () => {
    const someone = await enrolled()
    app.clock.advance(stale)
    expect((await begin(someone, 'multi_factor')).response.status).toBe('needs_first_factor')
    expect((await again(someone, 'totp', codeOf(someone.secret, now()))).code).toBe('step_not_allowed')
    expect((await first(someone)).response.status).toBe('needs_second_factor')
    afterOverlap(someone.browser)
    expect((await first(someone)).code).toBe('step_not_allowed')
    expect((await someone.browser.post('/me/backup_codes')).code).toBe('session_reverification_required')
    expect((await again(someone, 'totp', codeOf(someone.secret, now()))).response.status).toBe('complete')
    expect(await ages(someone)).toEqual([0, 0])
  })

  test('by a code from the mail works for the first factor', async () => {
    const someone = await person()
    app.clock.advance(stale)
    const begun = await begin(someone, 'first_factor')
    const strategies = begun.response.supported_first_factors.map((factor) => factor.strategy)
    expect(strategies).toEqual(['password', 'email_code'])
    const sent = await call(someone, '/prepare_first_factor', { strategy: 'email_code' })
    expect(sent.response.first_factor_verification).toMatchObject({ status: 'unverified', strategy: 'email_code' })
    const code = await mailedCode(someone.browser, someone.email)
    expect((await first(someone, { strategy: 'email_code', code })).response.status).toBe('complete')
    expect(await ages(someone)).toEqual([0, -1])
  })

  test('asks no second factor of somebody who has none, and a first proof is then all there is (R83)', async () => {
    const someone = await person()
    app.clock.advance(stale)
    expect((await begin(someone, 'second_factor')).response).toMatchObject({
      level: 'first_factor',
      status: 'needs_first_factor',
    })
    expect((await first(someone)).response.status).toBe('complete')
    expect(await ages(someone)).toEqual([0, -1])
  })

  test('accepts a code once, also when fifty callers give it at the same time (R6, R84)', async () => {
    const someone = await enrolled()
    await begin(someone, 'second_factor')
    const code = codeOf(someone.secret, now())
    const copies = Array.from({ length: 20 }, () => ({ browser: someone.browser.copy(), session: someone.session }))
    const answers = await Promise.all(copies.map((copy) => again(copy, 'totp', code)))
    expect(distinct(answers)).toBe(1)
    const other = visitor()
    const begun = await startSignIn(other, someone.email)
    expect((await second(other, begun.response.id, 'totp', code)).code).toBe('form_code_incorrect')
  })

  test('gives a new cookie and kills the old one (R84, R88)', async () => {
    const someone = await enrolled()
    const thief = someone.browser.copy()
    await begin(someone, 'second_factor')
    await again(someone, 'totp', codeOf(someone.secret, now()))
    afterOverlap(someone.browser)
    expect((await me(thief)).status).toBe(401)
    expect((await me(someone.browser)).status).toBe(200)
  })

  test('with a backup code uses it up and tells the user (R30, R63)', async () => {
    const someone = await enrolled()
    await begin(someone, 'second_factor')
    expect((await again(someone, 'backup_code', someone.backupCodes[0] ?? '')).response.status).toBe('complete')
    expect((await me(someone.browser)).response.backup_codes_left).toBe(9)
    const subjects = (await mailed(someone.browser, someone.email)).map((message) => message.subject)
    expect(subjects).toContainEqual(expect.stringMatching(/backup code was used/i))
  })

  test('in one session does nothing for another of the same user (R84)', async () => {
    const someone = await enrolled()
    const other = { browser: visitor(), session: '' }
    const begun = await startSignIn(other.browser, someone.email)
    await second(other.browser, begun.response.id, 'backup_code', someone.backupCodes[0] ?? '')
    app.clock.advance(stale)
    await begin(someone, 'second_factor')
    await again(someone, 'totp', codeOf(someone.secret, now()))
    expect((await other.browser.post('/me/email_addresses', { email_address: newEmail() })).code).toBe(
      'session_reverification_required',
    )
  })
})

describe('what is refused', () => {
  test('steps without a beginning, ways the user does not have, sending what needs no sending', async () => {
    const someone = await person()
    expect((await first(someone)).code).toBe('verification_missing')
    expect((await again(someone, 'totp', '123456')).code).toBe('verification_missing')
    expect((await call(someone, '/prepare_second_factor', { strategy: 'totp' })).code).toBe('verification_missing')
    await begin(someone, 'first_factor')
    expect((await call(someone, '/prepare_first_factor', { strategy: 'password' })).code).toBe(
      'strategy_for_user_invalid',
    )
    expect((await first(someone, { strategy: 'reset_password_email_code', code: '123456' })).code).toBe(
      'strategy_for_user_invalid',
    )
    expect((await first(someone, { strategy: 'ticket' })).code).toBe('form_param_format_invalid')
    expect((await begin(someone, 'no such level')).code).toBe('form_param_format_invalid')
  })

  test('a second factor that the user has not set up (R83)', async () => {
    const someone = await enrolled()
    await app.context.db.deleteFrom('backup_codes').execute()
    await begin(someone, 'second_factor')
    expect((await again(someone, 'backup_code', '0000-0000-000000')).code).toBe('strategy_for_user_invalid')
    expect((await again(someone, 'email_code', '123456')).code).toBe('form_param_format_invalid')
  })

  test('a run older than ten minutes, right code or not (R81)', async () => {
    const someone = await enrolled()
    await begin(someone, 'second_factor')
    app.clock.advance(600_000)
    expect((await again(someone, 'totp', codeOf(someone.secret, now()))).code).toBe('step_not_allowed')
  })

  test('a run that began before the password or a factor changed (R61)', async () => {
    const someone = await enrolled()
    const other = visitor()
    const signIn = await startSignIn(other, someone.email)
    await second(other, signIn.response.id, 'totp', codeOf(someone.secret, now()))
    app.clock.advance(30_000)
    await begin(someone, 'second_factor')
    await other.post('/me/change_password', {
      new_password: 'quite another secret',
      sign_out_of_other_sessions: 'false',
    })
    expect((await again(someone, 'totp', codeOf(someone.secret, now()))).code).toBe('attempt_expired')
  })

  test('a code sent for signing in, and the other way round (R15)', async () => {
    const someone = await person()
    app.clock.advance(1000)
    const other = visitor()
    const begun = await other.post<{ id: string }>('/client/sign_ins', {
      identifier: someone.email,
      strategy: 'email_code',
    })
    const signInCode = await mailedCode(other, someone.email)
    app.clock.advance(1000)
    await begin(someone, 'first_factor')
    await call(someone, '/prepare_first_factor', { strategy: 'email_code' })
    const ownCode = await mailedCode(other, someone.email)
    if (ownCode === signInCode) return
    expect((await first(someone, { strategy: 'email_code', code: signInCode })).code).toBe('form_code_incorrect')
    const path = `/client/sign_ins/${begun.response.id}/attempt_first_factor`
    expect((await other.post(path, { strategy: 'email_code', code: ownCode })).code).toBe('form_code_incorrect')
  })

  test('a banned user, and somebody signed out (R59, R91)', async () => {
    const someone = await enrolled()
    await begin(someone, 'second_factor')
    const { id } = (await me(someone.browser)).response
    await backend(app, instance)('POST', `/users/${id}/ban`)
    const late = await again(someone, 'totp', codeOf(someone.secret, now()))
    expect(late.status).toBeGreaterThanOrEqual(401)
    expect((await begin({ browser: visitor(), session: someone.session }, 'first_factor')).status).toBe(401)
  })
})

describe('guesses', () => {
  test('here and at sign-in spend one budget, in either order (R85, R100)', async () => {
    const someone = await enrolled()
    await begin(someone, 'second_factor')
    for (let i = 0; i < 5; i++) expect((await again(someone, 'totp', '000000')).code).toBe('form_code_incorrect')
    expect((await again(someone, 'totp', codeOf(someone.secret, now()))).code).toBe('verification_failed')
    const other = visitor()
    const begun = await startSignIn(other, someone.email)
    for (let i = 0; i < 5; i++)
      expect((await second(other, begun.response.id, 'totp', '000000')).code).toBe('form_code_incorrect')
    await begin(someone, 'second_factor')
    const locked = await again(someone, 'totp', codeOf(someone.secret, now()))
    expect([locked.status, locked.code]).toEqual([403, 'user_locked'])
    expect((await startSignIn(visitor(), someone.email)).code).toBe('user_locked')
  })

  test('beginning anew refills nothing (R8, R85)', async () => {
    const someone = await enrolled()
    const codes: (string | undefined)[] = []
    for (let i = 0; i < 11; i++) {
      if (i % 4 === 0) await begin(someone, 'second_factor')
      codes.push((await again(someone, 'totp', '000000')).code)
    }
    expect(codes).toEqual([...Array.from({ length: 10 }, () => 'form_code_incorrect'), 'user_locked'])
  })

  test('of the password spend the budget of sign-in (R85)', async () => {
    const someone = await person()
    await begin(someone, 'first_factor')
    for (let i = 0; i < 10; i++)
      expect((await first(someone, { strategy: 'password', password: 'wrong guess' })).code).toMatch(/incorrect/)
    expect((await first(someone)).code).toBe('user_locked')
    await someone.browser.delete('/client/sessions')
    expect((await startSignIn(someone.browser, someone.email)).code).toBe('user_locked')
    // A browser that does not know them has a budget of its own (R103).
    expect((await startSignIn(visitor(), someone.email)).response.status).toBe('complete')
  })

  test('two hundred at once get no more evaluations than one run holds (R7, R85)', async () => {
    const someone = await enrolled()
    await begin(someone, 'second_factor')
    const copy = () => ({ browser: someone.browser.copy(), session: someone.session })
    const answers = await Promise.all(
      Array.from({ length: 120 }, (_, index) => again(copy(), 'totp', String(111_111 + index))),
    )
    expect(answers.filter((answer) => answer.code === 'form_code_incorrect').length).toBeLessThanOrEqual(5)
    expect((await again(someone, 'totp', codeOf(someone.secret, now()))).code).toBe('verification_failed')
  })

  test('a right one clears the count of its own level only (R108)', async () => {
    const someone = await enrolled()
    for (let i = 0; i < 9; i++) await startSignIn(visitor(), someone.email, 'a wrong password')
    await begin(someone, 'second_factor')
    await again(someone, 'totp', codeOf(someone.secret, now()))
    await startSignIn(visitor(), someone.email, 'a wrong password')
    expect((await startSignIn(visitor(), someone.email)).code).toBe('user_locked')
  })
})
