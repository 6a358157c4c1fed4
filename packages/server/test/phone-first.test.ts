import type { PhoneNumberView, SessionVerificationView, SettingsPatch, SignInView } from '@countersign/contract'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { CreatedInstance } from '../src/instances/create.ts'
import { startTestApp, type TestApp } from './support/app.ts'
import {
  Browser,
  backend,
  codeOf,
  enrol,
  mailed,
  mailedCode,
  mailFactor,
  me,
  password,
  startSignIn,
} from './support/browser.ts'
import {
  answerSms,
  begin,
  byPhone,
  createUser,
  newNumber,
  phoneFactor,
  reserve,
  signInByPhone,
  signUpByPhone,
  steps,
} from './support/phones.ts'

let app: TestApp
let instance: CreatedInstance
let open: CreatedInstance

beforeAll(async () => {
  app = await startTestApp()
  instance = await app.create({}, byPhone)
  open = await app.create({ name: 'Open' }, { ...byPhone, enumeration_protection: false })
})
afterAll(() => app.close())
beforeEach(() => app.clock.advance(3_600_000))

let count = 0
const newEmail = () => `first${++count}@example.com`
const visitor = (on = instance) => new Browser(app, on)
const strategies = (factors: { strategy: string }[]) => factors.map(({ strategy }) => strategy)

describe('a code by SMS as first factor', () => {
  test('signs in whoever has verified the number, and is remembered with the number (R20)', async () => {
    const number = newNumber()
    await createUser(app, instance, { phone_number: [number] })
    const browser = visitor()
    const begun = await begin(browser, number)
    expect(begun.response).toMatchObject({ status: 'needs_first_factor', identifier: number })
    const factor = phoneFactor(begun.response)
    expect(factor).toMatchObject({ safe_identifier: `+49 *******${number.slice(-4)}`, primary: true })
    const { prepareFirst } = steps(browser, begun.response.id)
    const phone_number_id = factor?.phone_number_id ?? ''
    const prepared = await prepareFirst({ strategy: 'phone_code', phone_number_id })
    expect(prepared.response.first_factor_verification).toMatchObject({ strategy: 'phone_code', status: 'unverified' })
    const { response } = await answerSms(browser, begun.response.id, number)
    expect(response).toMatchObject({ status: 'complete', first_factor_verification: { strategy: 'phone_code' } })
    const row = await app.database.db
      .selectFrom('sign_ins')
      .selectAll()
      .where('id', '=', response.id)
      .executeTakeFirstOrThrow()
    const [phone] = (await me(browser)).response.phone_numbers
    expect(row).toMatchObject({ first_strategy: 'phone_code', first_identification_id: phone?.id })
    // What was told before the proof is no id of a row.
    expect(phone_number_id).toMatch(/^idn_[0-9A-HJKMNP-TV-Z]{26}$/)
    expect(phone_number_id).not.toBe(phone?.id)
  })

  test.each([
    ['spaces', (number: string) => number.replace(/(.{3})(.{3})/, '$1 $2 ')],
    ['brackets and hyphens', (number: string) => number.replace(/(.{3})(.{4})/, '$1 (0) $2-')],
    ['full-width digits', (number: string) => number.replace(/\d/g, (d) => String.fromCharCode(0xff10 + Number(d)))],
  ])('finds the number written with %s (R25)', async (_, write) => {
    const number = newNumber()
    await createUser(app, instance, { phone_number: [number] })
    const browser = visitor()
    const begun = await begin(browser, write(number), { strategy: 'phone_code' })
    expect(begun.response.identifier).toBe(number)
    expect((await answerSms(browser, begun.response.id, number)).response.status).toBe('complete')
  })

  test('goes to no number that was only added (R48)', async () => {
    const number = newNumber()
    const browser = await signUpByPhone(app, instance, newNumber(), { password })
    await browser.post('/me/phone_numbers', { phone_number: number })
    const other = visitor()
    await begin(other, number, { strategy: 'phone_code' })
    expect(await mailed(other, number)).toEqual([])
  })

  test('answers to test numbers with the code of all tests, in development (R132)', async () => {
    await createUser(app, instance, { phone_number: ['+12015550123'] })
    const browser = visitor()
    const { response } = await begin(browser, '+12015550123', { strategy: 'phone_code' })
    const done = await steps(browser, response.id).attemptFirst({ strategy: 'phone_code', code: '424242' })
    expect(done.response.status).toBe('complete')
  })

  test('goes to a number of the user, by its id, and to nobody else’s (R53, R76)', async () => {
    const [one, two, foreign] = [newNumber(), newNumber(), newNumber()]
    await createUser(app, open, { phone_number: [one, two], email_address: [newEmail()] })
    await createUser(app, open, { phone_number: [foreign] })
    const stranger = phoneFactor((await begin(visitor(open), foreign)).response)
    const browser = visitor(open)
    const { response } = await begin(browser, one)
    const second = response.supported_first_factors.find(
      (factor) => factor.strategy === 'phone_code' && factor.safe_identifier.endsWith(two.slice(-4)),
    )
    const { prepareFirst } = steps(browser, response.id)
    const ask = (phone_number_id: string) => prepareFirst({ strategy: 'phone_code', phone_number_id })
    expect((await ask(stranger?.phone_number_id ?? '')).code).toBe('resource_not_found')
    expect((await ask((second as { phone_number_id: string }).phone_number_id)).status).toBe(200)
    expect((await answerSms(browser, response.id, two)).response.status).toBe('complete')
  })

  test('proves the channel it went through, whatever strategy it is handed in under (R15, R20)', async () => {
    const [number, email] = [newNumber(), newEmail()]
    await createUser(app, instance, { phone_number: [number], email_address: [email], password })
    const browser = visitor()
    const { response } = await begin(browser, number, { strategy: 'phone_code' })
    const { prepareFirst, attemptFirst } = steps(browser, response.id)
    const bySms = await mailedCode(browser, number)
    expect((await attemptFirst({ strategy: 'email_code', code: bySms })).code).toBe('form_code_incorrect')
    const reset = { strategy: 'reset_password_email_code', code: bySms }
    expect((await attemptFirst(reset)).code).toBe('verification_missing')
    expect((await prepareFirst({ strategy: 'email_code' })).status).toBe(200)
    const byMail = await mailedCode(browser, email)
    expect((await attemptFirst({ strategy: 'phone_code', code: byMail })).code).toBe('form_code_incorrect')
    expect((await attemptFirst({ strategy: 'email_code', code: byMail })).response.status).toBe('complete')
  })

  test('of one attempt opens no other (R15)', async () => {
    const number = newNumber()
    await createUser(app, instance, { phone_number: [number] })
    const [one, two] = [visitor(), visitor()]
    const first = await begin(one, number, { strategy: 'phone_code' })
    app.clock.advance(60_000)
    const second = await begin(two, number)
    const code = await mailedCode(one, number)
    const foreign = await steps(two, second.response.id).attemptFirst({ strategy: 'phone_code', code })
    expect(foreign.code).toBe('verification_missing')
    expect((await answerSms(one, first.response.id, number)).response.status).toBe('complete')
  })

  test('is accepted once, even by twenty callers at the same time (R6, R14)', async () => {
    const number = newNumber()
    await createUser(app, instance, { phone_number: [number] })
    const browser = visitor()
    const { response } = await begin(browser, number, { strategy: 'phone_code' })
    const code = await mailedCode(browser, number)
    const all = await Promise.all(
      Array.from({ length: 20 }, () =>
        steps(browser.copy(), response.id).attemptFirst({ strategy: 'phone_code', code }),
      ),
    )
    expect(all.filter((answer) => answer.response?.status === 'complete')).toHaveLength(1)
  })

  test('is asked for with a minute between, and not after five wrong ones (R16, R135)', async () => {
    const number = newNumber()
    await createUser(app, instance, { phone_number: [number] })
    const browser = visitor()
    const { response } = await begin(browser, number, { strategy: 'phone_code' })
    const { prepareFirst, attemptFirst } = steps(browser, response.id)
    expect((await prepareFirst({ strategy: 'phone_code' })).code).toBe('too_many_requests')
    const right = await mailedCode(browser, number)
    const wrong = right === '000000' ? '000001' : '000000'
    for (let i = 0; i < 5; i++) await attemptFirst({ strategy: 'phone_code', code: wrong })
    expect((await attemptFirst({ strategy: 'phone_code', code: right })).code).toBe('verification_failed')
  })
})

describe('who is named by a number', () => {
  const list = async (settings: SettingsPatch) => {
    const on = await app.create({ name: `Names ${++count}` }, settings)
    const number = newNumber()
    await createUser(app, on, { phone_number: [number], email_address: [newEmail()], password })
    const browser = visitor(on)
    const { response } = await begin(browser, number)
    const done = await steps(browser, response.id).attemptFirst({ strategy: 'password', password })
    return { identifiers: response.supported_identifiers, done: done.response?.status ?? done.code }
  }
  const refused = 'form_password_or_identifier_incorrect'

  test.each([
    ['nobody, where accounts may merely have one', {}, ['email_address'], refused],
    ['nobody, where there are none', { identifiers: { phone_number: 'off' } }, ['email_address'], refused],
    ['its owner, where it is required', { identifiers: { phone_number: 'required' } }, undefined, 'complete'],
    [
      'its owner alone, where there are no addresses',
      { identifiers: { email_address: 'off', phone_number: 'required' } },
      ['phone_number'],
      'complete',
    ],
    ['its owner, where codes are sent to it', { first_factors: { phone_code: true } }, undefined, 'complete'],
  ] as [string, SettingsPatch, string[] | undefined, string][])('%s', async (_, settings, identifiers, done) => {
    expect(await list(settings)).toEqual({ identifiers: identifiers ?? ['email_address', 'phone_number'], done })
  })
})

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

describe('a session that began with a token of the app', () => {
  async function reserving() {
    const number = newNumber()
    const user_id = await createUser(app, instance, { phone_number: [], email_address: [newEmail()] })
    const fields = { user_id, phone_number: number, verified: true, reserved_for_second_factor: true }
    await backend(app, instance)('POST', '/phone_numbers', fields)
    return { number, user_id }
  }
  async function use(path: string, fields: object) {
    const { token } = (await backend(app, instance)<{ token: string }>('POST', path, fields)).response
    const browser = visitor()
    return { browser, begun: await browser.post<SignInView>('/client/sign_ins', { strategy: 'ticket', ticket: token }) }
  }
  const reverify = async (browser: Browser, session: string, level: string) => {
    const path = `/client/sessions/${session}/verify`
    return { path, started: await browser.post<SessionVerificationView>(path, { level }) }
  }

  test('asks for the number as second step, and does not take it for both when proving again (R20)', async () => {
    const { number, user_id } = await reserving()
    const { browser, begun } = await use('/sign_in_tokens', { user_id })
    expect(begun.response.status).toBe('needs_second_factor')
    expect(strategies(begun.response.supported_second_factors)).toEqual(['phone_code'])
    const { prepareSecond, attemptSecond } = steps(browser, begun.response.id)
    await prepareSecond({ strategy: 'phone_code' })
    const done = await attemptSecond({ strategy: 'phone_code', code: await mailedCode(browser, number) })
    expect(done.response.status).toBe('complete')
    app.clock.advance(120_000)
    const { started } = await reverify(browser, done.response.created_session_id ?? '', 'multi_factor')
    expect(strategies(started.response.supported_first_factors)).not.toContain('phone_code')
  })

  test('of somebody who acts as the user never becomes theirs, whatever they prove (R20, R79)', async () => {
    const { number, user_id } = await reserving()
    const { browser, begun } = await use('/actor_tokens', { user_id, actor: { sub: 'user_admin' } })
    const session = begun.response.created_session_id ?? ''
    const { path, started } = await reverify(browser, session, 'second_factor')
    expect(started.status).toBe(200)
    await browser.post(`${path}/prepare_second_factor`, { strategy: 'phone_code' })
    const code = await mailedCode(browser, number)
    await browser.post(`${path}/attempt_second_factor`, { strategy: 'phone_code', code })
    const phone = { phone_number: newNumber() }
    expect((await browser.post('/me/phone_numbers', phone)).code).toBe('impersonation_not_allowed')
  })
})

describe('a number that is all there is', () => {
  test('cannot be reserved for the second step, before there is another first factor (R20, R70)', async () => {
    const number = newNumber()
    const codesOnly = await app.create(
      { name: 'Codes' },
      { ...byPhone, first_factors: { phone_code: true, password: false } },
    )
    const browser = await signUpByPhone(app, codesOnly, number)
    const phone = (await me(browser)).response.phone_numbers[0]?.id ?? ''
    expect(await reserve(browser, phone)).toMatchObject({ status: 409, code: 'other_first_factor_required' })
    // The number can be reached when the app is lost, and so the app may be set up.
    await enrol(browser)
    expect((await me(browser)).response).toMatchObject({ two_factor_enabled: true })
  })

  test('cannot be removed (R70)', async () => {
    const browser = await signUpByPhone(app, instance, newNumber(), { password })
    const phone = (await me(browser)).response.phone_numbers[0]?.id ?? ''
    expect((await browser.delete(`/me/phone_numbers/${phone}`)).code).toBe('phone_number_required')
    const optional = await app.create(
      { name: 'May' },
      { ...byPhone, identifiers: { email_address: 'off', phone_number: 'optional', username: 'required' } },
    )
    const named = await signUpByPhone(app, optional, newNumber(), { password, username: 'only_name' })
    const only = (await me(named)).response.phone_numbers[0]?.id ?? ''
    expect((await named.delete(`/me/phone_numbers/${only}`)).code).toBe('phone_number_required')
  })

  test('hears by SMS what happened to the account (R73)', async () => {
    const number = newNumber()
    const browser = await signUpByPhone(app, instance, number, { password })
    app.clock.advance(1)
    await enrol(browser)
    const [, notice] = await mailed(browser, number)
    expect(notice?.body).toBe('Acme: 2-step verification is on. If this was not you, sign in and check your account.')
    expect(notice).not.toHaveProperty('code')
  })
})

describe('the last line of a message binds its code to the page that asked (WebOTP)', () => {
  const lastLine = async (origin?: string) => {
    const number = newNumber()
    await createUser(app, instance, { phone_number: [number] })
    const browser = visitor()
    if (origin) browser.origin = origin
    await begin(browser, number, { strategy: 'phone_code' })
    const [message] = await mailed(browser, number)
    return message?.body
      .split('\n')
      .at(-1)
      ?.replace(/\d{6}$/, 'CODE')
  }
  const host = () => instance.instance.host.split(':')[0]

  test('on the hosted pages', async () => {
    expect(await lastLine()).toBe(`@${host()} #CODE`)
  })

  test('in an app of an allowed origin', async () => {
    expect(await lastLine('http://localhost:3000')).toBe('@localhost #CODE')
  })

  test('never to a page that only names itself', async () => {
    const number = newNumber()
    await createUser(app, instance, { phone_number: [number] })
    // A script needs no Origin, and may send any Referer.
    await app.app.request(`http://${instance.instance.host}/v1/client/sign_ins`, {
      method: 'POST',
      headers: { referer: 'https://evil.example/', 'content-type': 'application/x-www-form-urlencoded' },
      body: new URLSearchParams({ identifier: number, strategy: 'phone_code' }).toString(),
    })
    const [message] = await mailed(visitor(), number)
    expect(message?.body).toContain(`\n@${host()} #`)
    expect(message?.body).not.toContain('evil')
  })
})

test('a mailbox behind a number is neither named nor missed: with none, a code by mail is asked for in vain (R109)', async () => {
  const [number, email] = [newNumber(), newEmail()]
  await createUser(app, instance, { phone_number: [number], email_address: [email], password })
  const browser = visitor()
  const begun = await begin(browser, number)
  expect(JSON.stringify(begun.body)).not.toContain(email)
  const factor = mailFactor(begun.response, 'email_code')
  expect(factor?.safe_identifier).toBe('*****')
  const { prepareFirst, attemptFirst } = steps(browser, begun.response.id)
  await prepareFirst({ strategy: 'email_code', email_address_id: factor?.email_address_id ?? '' })
  const code = await mailedCode(browser, email)
  expect((await attemptFirst({ strategy: 'email_code', code })).response.status).toBe('complete')
  const none = newNumber()
  await createUser(app, instance, { phone_number: [none], password })
  const other = await begin(visitor(), none, { strategy: 'email_code' })
  expect(other.response.first_factor_verification).toMatchObject({ strategy: 'email_code', status: 'unverified' })
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
