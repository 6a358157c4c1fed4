import type { PhoneNumberView, SessionVerificationView, SignInView } from '@countersign/contract'
import { describe, expect, test } from 'vitest'
import {
  type Browser,
  backend,
  codeOf,
  enrol,
  mailed,
  mailedCode,
  me,
  password,
  startSignIn,
} from '../support/browser.ts'
import {
  answerSms,
  begin,
  createUser,
  newNumber,
  phoneFactor,
  reserve,
  signInByPhone,
  signUpByPhone,
  steps,
} from '../support/phones.ts'
import { app, instance, newEmail, open, setScene, strategies, visitor } from './scene.ts'

setScene()

/** Everything a person can have for the second step, and what may follow the first. */
const seconds = ['totp', 'phone_code', 'backup_code'] as const
type Second = (typeof seconds)[number]
const matrix: [first: string, has: Second[], offered: Second[] | 'complete' | 'refused'][] = [
  ['password', [], 'complete'],
  ['password', ['totp'], ['totp']],
  ['password', ['phone_code'], ['phone_code']],
  ['password', ['totp', 'phone_code', 'backup_code'], ['totp', 'phone_code', 'backup_code']],
  ['email_code', [], 'complete'],
  ['email_code', ['totp'], ['totp']],
  ['email_code', ['phone_code'], ['phone_code']],
  ['email_code', ['phone_code', 'backup_code'], ['phone_code', 'backup_code']],
  ['phone_code', [], 'complete'],
  ['phone_code', ['totp'], ['totp']],
  ['phone_code', ['totp', 'backup_code'], ['totp', 'backup_code']],
  ['phone_code', ['totp', 'phone_code'], ['totp']],
  ['phone_code', ['totp', 'phone_code', 'backup_code'], ['totp', 'backup_code']],
  ['phone_code', ['phone_code'], 'refused'],
  ['phone_code', ['phone_code', 'backup_code'], 'refused'],
]

describe.each([
  ['where accounts are hidden', true],
  ['where they are not', false],
])('%s', (_, isHidden) => {
  const on = () => (isHidden ? instance : open)

  /** Somebody who has exactly these second factors, and two numbers. */
  async function somebody(has: readonly Second[]) {
    const [number, other, email] = [newNumber(), newNumber(), newEmail()]
    const call = backend(app, on())
    const secret = 'JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP'
    const codes = ['0123-4567-89ABC', '1123-4567-89ABC', '2123-4567-89ABC', '3123-4567-89ABC']
    const user_id = await createUser(app, on(), {
      phone_number: [number],
      email_address: [email],
      password,
      ...(has.includes('totp') ? { totp_secret: secret } : {}),
      ...(has.includes('backup_code') ? { backup_codes: codes } : {}),
    })
    const fields = { user_id, phone_number: other, verified: true }
    await call('POST', '/phone_numbers', { ...fields, reserved_for_second_factor: has.includes('phone_code') })
    app.clock.advance(60_000)
    return { number, other, email, secret }
  }

  async function proveFirst(browser: Browser, first: string, { number, email }: { number: string; email: string }) {
    if (first === 'phone_code') return signInByPhone(browser, number)
    if (first === 'password') return startSignIn(browser, email)
    const { response } = await begin(browser, email, { strategy: 'email_code' })
    const code = await mailedCode(browser, email)
    return steps(browser, response.id).attemptFirst({ strategy: 'email_code', code })
  }

  test.each(matrix)('after %s, of %j: %j may follow (R20, S5, S58, S60)', async (first, has, offered) => {
    const someone = await somebody(has)
    const browser = visitor(on())
    if (offered === 'refused') return expectRefused(browser, someone)
    const { response } = await proveFirst(browser, first, someone)
    if (offered === 'complete') return expect(response.status).toBe('complete')
    expect(response).toMatchObject({ status: 'needs_second_factor', created_session_id: null })
    expect(strategies(response.supported_second_factors)).toEqual(offered)
    const { prepareSecond, attemptSecond } = steps(browser, response.id)
    for (const strategy of seconds.filter((each) => !offered.includes(each))) {
      expect((await prepareSecond({ strategy })).code).toBe('strategy_for_user_invalid')
      expect((await attemptSecond({ strategy, code: '123456' })).code).toBe('strategy_for_user_invalid')
    }
    expect((await mailed(browser, someone.other)).filter(({ code }) => code)).toEqual([])
    if (offered.includes('totp')) {
      const code = codeOf(someone.secret, app.clock.now())
      expect((await attemptSecond({ strategy: 'totp', code })).response.status).toBe('complete')
    }
  })

  /** The only second factor is never the first; with a password it is the second, to this number or another. */
  async function expectRefused(browser: Browser, { number, other }: { number: string; other: string }) {
    const { response } = await begin(browser, number)
    expect(phoneFactor(response) !== undefined).toBe(isHidden)
    const { prepareFirst, attemptFirst, prepareSecond, attemptSecond } = steps(browser, response.id)
    const prepared = await prepareFirst({ strategy: 'phone_code' })
    if (isHidden) {
      const told = await answerSms(browser, response.id, number)
      expect(told).toMatchObject({ status: 400, code: 'phone_is_second_factor' })
    } else expect(prepared.code).toBe('strategy_for_user_invalid')
    const proven = await attemptFirst({ strategy: 'password', password })
    expect(proven.response.status).toBe('needs_second_factor')
    expect(strategies(proven.response.supported_second_factors)).toContain('phone_code')
    expect((await prepareSecond({ strategy: 'phone_code' })).status).toBe(200)
    const code = await mailedCode(browser, other)
    expect((await attemptSecond({ strategy: 'phone_code', code })).response.status).toBe('complete')
  }
})

describe('proving again', () => {
  const start = (browser: Browser, id: string, level: string) =>
    browser.post<SessionVerificationView>(`/client/sessions/${id}/verify`, { level })
  const sessionOf = (answer: { client: { last_active_session_id: string | null } | null }) =>
    answer.client?.last_active_session_id ?? ''

  test('with an app and a number: after a code by SMS the app alone is left (R20)', async () => {
    const number = newNumber()
    const browser = await signUpByPhone(app, instance, number, { password })
    await enrol(browser)
    const phone = (await me(browser)).response.phone_numbers[0]
    await reserve(browser, phone?.id ?? '')
    app.clock.advance(60_000)
    const other = visitor()
    const begun = await signInByPhone(other, number)
    expect(strategies(begun.response.supported_second_factors)).toEqual(['totp', 'backup_code'])
  })

  test.each(['second_factor', 'multi_factor'] as const)(
    'at the level %s no code by SMS follows one, in this run or in the session (R20, S5)',
    async (level) => {
      const [number, secret] = [newNumber(), 'JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP']
      const user_id = await createUser(app, instance, { phone_number: [number], password, totp_secret: secret })
      const fields = { user_id, phone_number: newNumber(), verified: true, reserved_for_second_factor: true }
      await backend(app, instance)('POST', '/phone_numbers', fields)
      const browser = visitor()
      const begun = await signInByPhone(browser, number)
      const totp = { strategy: 'totp', code: codeOf(secret, app.clock.now()) }
      const session = sessionOf(await steps(browser, begun.response.id).attemptSecond(totp))
      app.clock.advance(120_000)
      const started = await start(browser, session, level)
      const path = `/client/sessions/${session}/verify`
      if (level === 'multi_factor') {
        expect(strategies(started.response.supported_first_factors)).toContain('phone_code')
        await browser.post(`${path}/prepare_first_factor`, { strategy: 'phone_code' })
        const first = await browser.post<SessionVerificationView>(`${path}/attempt_first_factor`, {
          strategy: 'phone_code',
          code: await mailedCode(browser, number),
        })
        expect(first.response.first_factor_verification).toMatchObject({ strategy: 'phone_code' })
      }
      const now = await browser.post<SessionVerificationView>(`${path}/prepare_second_factor`, {
        strategy: 'phone_code',
      })
      expect(now.code).toBe('strategy_for_user_invalid')
      const done = await browser.post<SessionVerificationView>(`${path}/attempt_second_factor`, {
        strategy: 'totp',
        code: codeOf(secret, app.clock.now()),
      })
      expect(done.response).toMatchObject({ status: 'complete' })
      expect(strategies(done.response.supported_second_factors)).toEqual(['totp'])
    },
  )

  test('a number that opened the session is no second factor of it; the password is asked for as well (R20)', async () => {
    const number = newNumber()
    await signUpByPhone(app, instance, number, { password })
    app.clock.advance(60_000)
    const browser = visitor()
    const session = sessionOf(await signInByPhone(browser, number))
    const phone = (await me(browser)).response.phone_numbers[0]?.id ?? ''
    // Verified a minute ago, and so good for anybody who began with something else.
    expect((await reserve(browser, phone)).response).toMatchObject({ reserved_for_second_factor: true })
    expect((await browser.post<PhoneNumberView>('/me/phone_numbers', { phone_number: newNumber() })).code).toBe(
      'session_reverification_required',
    )
    const started = await start(browser, session, 'second_factor')
    expect(started.response).toMatchObject({ level: 'multi_factor', status: 'needs_first_factor' })
    expect(strategies(started.response.supported_first_factors)).toEqual(['password'])
    const path = `/client/sessions/${session}/verify`
    await browser.post(`${path}/attempt_first_factor`, { strategy: 'password', password })
    app.clock.advance(60_000)
    await browser.post(`${path}/prepare_second_factor`, { strategy: 'phone_code' })
    const code = await mailedCode(browser, number)
    const done = await browser.post<SessionVerificationView>(`${path}/attempt_second_factor`, {
      strategy: 'phone_code',
      code,
    })
    expect(done.response.status).toBe('complete')
    expect((await browser.post('/me/phone_numbers', { phone_number: newNumber() })).status).toBe(200)
  })
})

test('a sign-in that was reset by mail asks for the code by SMS as second step (R74)', async () => {
  const [number, email] = [newNumber(), newEmail()]
  const user_id = await createUser(app, instance, { phone_number: [newNumber()], email_address: [email], password })
  const fields = { user_id, phone_number: number, verified: true, reserved_for_second_factor: true }
  await backend(app, instance)('POST', '/phone_numbers', fields)
  const browser = visitor()
  const begun = await begin(browser, email, { strategy: 'reset_password_email_code' })
  const code = await mailedCode(browser, email)
  const { attemptFirst } = steps(browser, begun.response.id)
  await attemptFirst({ strategy: 'reset_password_email_code', code })
  const reset = await browser.post<SignInView>(`/client/sign_ins/${begun.response.id}/reset_password`, {
    password: 'another long secret',
  })
  expect(strategies(reset.response.supported_second_factors)).toEqual(['phone_code'])
})
