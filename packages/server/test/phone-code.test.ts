import type { BackendUserView, PhoneNumberView, SessionVerificationView, SignInView } from '@countersign/contract'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { releaseFromSecondFactor, reserveForSecondFactor } from '../src/flows/enrolment/phone-code.ts'
import { removeTotp } from '../src/flows/enrolment/totp.ts'
import { type CreatedInstance, createInstance } from '../src/instances/create.ts'
import { requireSession } from '../src/sessions/guard.ts'
import { startTestApp, type TestApp } from './support/app.ts'
import {
  Browser,
  backend,
  enrol,
  mailed,
  mailedCode,
  me,
  password,
  second,
  signUp,
  startSignIn,
} from './support/browser.ts'
import { scopeOf } from './support/meanwhile.ts'

let app: TestApp
let instance: CreatedInstance
const phonesOn = {
  multi_factor: { totp: true, phone_code: true, backup_code: true },
  sms: { countries: ['US', 'DE'] },
}

beforeAll(async () => {
  app = await startTestApp()
  instance = await app.create({}, phonesOn)
})
afterAll(() => app.close())
beforeEach(() => app.clock.advance(3_600_000))

let count = 0
const visitor = () => new Browser(app, instance)
/** German mobile numbers, each in a range of its own. */
const newNumber = () => `+49151${String(10_000_000 + ++count * 1000 + 17)}`
const texts = (browser: Browser, number: string) => mailed(browser, number)
const add = (browser: Browser, phone_number: string) =>
  browser.post<PhoneNumberView>('/me/phone_numbers', { phone_number })
const prepare = (browser: Browser, id: string) =>
  browser.post<PhoneNumberView>(`/me/phone_numbers/${id}/prepare_verification`, { strategy: 'phone_code' })
const attempt = (browser: Browser, id: string, code: string) =>
  browser.post<PhoneNumberView>(`/me/phone_numbers/${id}/attempt_verification`, { code })
const reserve = (browser: Browser, id: string, isReserved = true) =>
  browser.patch<PhoneNumberView>(`/me/phone_numbers/${id}`, { reserved_for_second_factor: String(isReserved) })
const prepareSecond = (browser: Browser, id: string, fields = {}) =>
  browser.post<SignInView>(`/client/sign_ins/${id}/prepare_second_factor`, { strategy: 'phone_code', ...fields })

/** A request of this browser that has read what it needs, before whatever comes next. */
const signedIn = async (browser: Browser) => requireSession(await scopeOf(browser), null, 'pending')

async function person(): Promise<{ browser: Browser; email: string }> {
  const email = `phone${++count}@example.com`
  return { email, browser: await signUp(app, instance, email) }
}
async function verified(browser: Browser, number = newNumber()): Promise<PhoneNumberView> {
  const { response } = await add(browser, number)
  await prepare(browser, response.id)
  return (await attempt(browser, response.id, await mailedCode(browser, number))).response
}
async function enrolled() {
  const someone = await person()
  const phone = await verified(someone.browser)
  const { response } = await reserve(someone.browser, phone.id)
  return { ...someone, phone: response, codes: response.backup_codes ?? [] }
}
async function atSecondStep(email: string) {
  // The inbox sorts by time, and time stands still.
  app.clock.advance(1)
  const browser = visitor()
  const { response } = await startSignIn(browser, email)
  expect(response.status).toBe('needs_second_factor')
  return { browser, signIn: response }
}

describe('enabling codes by SMS', () => {
  test('an existing verified number can be reserved, and the first factor brings backup codes (S34, S43)', async () => {
    const { browser } = await person()
    const phone = await verified(browser)
    expect(phone).toMatchObject({ reserved_for_second_factor: false, verification: { status: 'verified' } })
    expect((await me(browser)).response.two_factor_enabled).toBe(false)
    const { response } = await reserve(browser, phone.id)
    expect(response).toMatchObject({ reserved_for_second_factor: true, default_second_factor: true })
    expect(response.backup_codes).toHaveLength(10)
    expect((await me(browser)).response).toMatchObject({ two_factor_enabled: true, backup_codes_left: 10 })
  })

  test('a second number brings no new backup codes and can be made the default (S38, S43)', async () => {
    const { browser, phone } = await enrolled()
    const other = await verified(browser)
    const { response } = await reserve(browser, other.id)
    expect(response).toMatchObject({ backup_codes: null, default_second_factor: false })
    app.clock.advance(1000)
    const made = await browser.patch<PhoneNumberView>(`/me/phone_numbers/${other.id}`, {
      default_second_factor: 'true',
    })
    expect(made.response.default_second_factor).toBe(true)
    const { response: user } = await me(browser)
    expect(user.phone_numbers.find(({ id }) => id === phone.id)?.default_second_factor).toBe(false)
  })

  test('a number that was added and left unverified is no second factor (S36)', async () => {
    const { browser, email } = await person()
    const { response } = await add(browser, newNumber())
    await prepare(browser, response.id)
    expect((await reserve(browser, response.id)).code).toBe('verification_missing')
    expect((await startSignIn(visitor(), email)).response.status).toBe('complete')
    expect((await browser.delete(`/me/phone_numbers/${response.id}`)).status).toBe(200)
    expect((await me(browser)).response.phone_numbers).toEqual([])
  })

  test('asks for a fresh proof, and ends the other sessions (R64, R68)', async () => {
    const { browser, email } = await person()
    const phone = await verified(browser)
    const elsewhere = visitor()
    await startSignIn(elsewhere, email)
    app.clock.advance(11 * 60_000)
    expect((await reserve(browser, phone.id)).code).toBe('session_reverification_required')
    expect((await add(browser, newNumber())).code).toBe('session_reverification_required')
    const again = visitor()
    await startSignIn(again, email)
    expect((await reserve(again, phone.id)).status).toBe(200)
    expect((await me(elsewhere)).status).toBe(401)
  })

  test('while the operator has it off nothing is offered, whatever is enrolled (S11, S24)', async () => {
    const { email } = await enrolled()
    const set = (phone_code: boolean) =>
      backend(app, instance)('PATCH', '/instance/settings', { multi_factor: { phone_code } })
    await set(false)
    expect((await startSignIn(visitor(), email)).response.status).toBe('complete')
    const { browser } = await person()
    const phone = await verified(browser)
    expect((await reserve(browser, phone.id)).code).toBe('factor_disabled')
    await set(true)
    await atSecondStep(email)
  })

  test('a number proven by one user cannot be proven by another (R48)', async () => {
    const { phone } = await enrolled()
    const { browser } = await person()
    const { response } = await add(browser, phone.phone_number)
    app.clock.advance(3_600_000)
    const again = visitor()
    await startSignIn(again, (await me(browser)).response.email_addresses[0]?.email_address ?? '')
    await prepare(again, response.id)
    const code = await mailedCode(again, phone.phone_number)
    expect((await attempt(again, response.id, code)).code).toBe('form_identifier_exists')
  })
})

describe('the numbers of an account', () => {
  test('reserving and releasing twice is doing it once', async () => {
    const { browser, phone, codes } = await enrolled()
    expect((await reserve(browser, phone.id)).response).toMatchObject({
      reserved_for_second_factor: true,
      backup_codes: null,
    })
    expect((await me(browser)).response.backup_codes_left).toBe(codes.length)
    const stale = await signedIn(browser)
    expect((await reserve(browser, phone.id, false)).status).toBe(200)
    await expect(releaseFromSecondFactor(stale, phone.id)).rejects.toMatchObject({ code: 'attempt_expired' })
    expect((await reserve(browser, phone.id, false)).status).toBe(200)
  })

  test('two tabs that reserve two numbers at once make one set of backup codes (S43)', async () => {
    const { browser } = await person()
    const [one, other] = [await verified(browser), await verified(browser)]
    const stale = await signedIn(browser)
    expect((await reserve(browser, one.id)).response.backup_codes).toHaveLength(10)
    await expect(reserveForSecondFactor(stale, other.id)).rejects.toMatchObject({ code: 'attempt_expired' })
    expect((await reserve(browser, other.id)).response.backup_codes).toBeNull()
  })

  test('a number proven long ago is reserved without counting as a proof of now (R92)', async () => {
    const { browser, email } = await person()
    const phone = await verified(browser)
    app.clock.advance(3_600_000)
    const later = visitor()
    await startSignIn(later, email)
    expect((await reserve(later, phone.id)).status).toBe(200)
    expect((await reserve(later, phone.id, false)).code).toBe('session_reverification_required')
  })

  test('only a reserved number can be the default', async () => {
    const { browser } = await person()
    const phone = await verified(browser)
    const path = `/me/phone_numbers/${phone.id}`
    expect((await browser.patch(path, { default_second_factor: 'true' })).code).toBe('factor_missing')
    expect((await browser.patch(path, {})).code).toBe('form_param_missing')
  })

  test('a wrong code proves nothing, the right one proves it once, and then there is nothing more to prove (R14)', async () => {
    const { browser } = await person()
    const number = newNumber()
    const { response } = await add(browser, number)
    await prepare(browser, response.id)
    const code = await mailedCode(browser, number)
    expect((await attempt(browser, response.id, code === '000000' ? '000001' : '000000')).code).toBe(
      'form_code_incorrect',
    )
    const answers = await Promise.all([1, 2, 3].map(() => attempt(browser.copy(), response.id, code)))
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1)
    expect((await attempt(browser, response.id, code)).code).toBe('verification_already_verified')
    expect((await prepare(browser, response.id)).code).toBe('verification_already_verified')
  })

  test('there are five at most, and none where the operator has them off', async () => {
    const { browser } = await person()
    for (let i = 0; i < 5; i++) expect((await add(browser, newNumber())).status).toBe(200)
    expect((await add(browser, newNumber())).code).toBe('too_many_items')
    const off = await app.create({ name: 'No numbers' }, { identifiers: { phone_number: 'off' } })
    const other = await signUp(app, off, 'nonumbers@example.com')
    expect((await add(other, newNumber())).code).toBe('factor_disabled')
  })

  test('the next one becomes the primary when that one is removed, and the factor goes with its number (S26)', async () => {
    const { browser, phone } = await enrolled()
    const other = await verified(browser)
    expect((await me(browser)).response.primary_phone_number_id).toBe(phone.id)
    expect((await browser.delete(`/me/phone_numbers/${phone.id}`)).status).toBe(200)
    expect((await me(browser)).response).toMatchObject({
      primary_phone_number_id: other.id,
      two_factor_enabled: false,
      backup_codes_left: null,
    })
    await browser.delete(`/me/phone_numbers/${other.id}`)
    expect((await me(browser)).response).toMatchObject({ primary_phone_number_id: null, phone_numbers: [] })
  })

  test('where a second factor is required the last one stays, and whoever sets one up may only take back what they began (R57, R69)', async () => {
    const strict = await app.create(
      { name: 'Strict' },
      { ...phonesOn, multi_factor: { ...phonesOn.multi_factor, required: true } },
    )
    const browser = await signUp(app, strict, 'strict@example.com')
    const begun = (await add(browser, newNumber())).response
    expect((await browser.delete(`/me/phone_numbers/${begun.id}`)).status).toBe(200)
    const phone = await verified(browser)
    expect((await browser.delete(`/me/phone_numbers/${phone.id}`)).code).toBe('session_pending')
    expect((await reserve(browser, phone.id)).status).toBe(200)
    expect((await reserve(browser, phone.id, false)).code).toBe('factor_required')
    expect((await browser.delete(`/me/phone_numbers/${phone.id}`)).code).toBe('factor_required')
  })
})

describe('two second factors removed at the same time', () => {
  test('leave one where one is required: the slower removal sees what the faster one did (R69)', async () => {
    const strict = await app.create(
      { name: 'Strict twice' },
      { ...phonesOn, multi_factor: { ...phonesOn.multi_factor, required: true } },
    )
    const browser = await signUp(app, strict, 'twice@example.com')
    await enrol(browser)
    const phone = await verified(browser)
    await reserve(browser, phone.id)
    const stale = await signedIn(browser)
    expect((await reserve(browser, phone.id, false)).status).toBe(200)
    await expect(removeTotp(stale)).rejects.toMatchObject({ code: 'attempt_expired' })
    expect((await me(browser)).response).toMatchObject({ totp_enabled: true, two_factor_enabled: true })
  })
})

describe('signing in with a code by SMS', () => {
  test('the code goes to the reserved number only when asked for, and completes the sign-in (S37, S56, S57)', async () => {
    const { email, phone } = await enrolled()
    const before = (await texts(visitor(), phone.phone_number)).length
    const { browser, signIn } = await atSecondStep(email)
    expect(signIn.created_session_id).toBeNull()
    expect(signIn.supported_second_factors[0]).toMatchObject({
      strategy: 'phone_code',
      phone_number_id: phone.id,
      default: true,
    })
    expect((await second(browser, signIn.id, 'phone_code' as 'totp', '123456')).code).toBe('verification_missing')
    const prepared = await prepareSecond(browser, signIn.id)
    expect(prepared.response.second_factor_verification).toMatchObject({ status: 'unverified', strategy: 'phone_code' })
    expect(await texts(browser, phone.phone_number)).toHaveLength(before + 1)
    const code = await mailedCode(browser, phone.phone_number)
    const done = await second(browser, signIn.id, 'phone_code' as 'totp', code)
    expect((done.response as SignInView).status).toBe('complete')
  })

  test('shows a masked number, and none before the first proof (S61, R111)', async () => {
    const { email, phone } = await enrolled()
    const start = await visitor().post<SignInView>('/client/sign_ins', { identifier: email })
    expect(JSON.stringify(start.body)).not.toContain('phone_code')
    const { signIn } = await atSecondStep(email)
    const text = JSON.stringify(signIn)
    expect(text).not.toContain(phone.phone_number)
    expect(text).toContain(phone.phone_number.slice(-4))
  })

  test('goes to a number of the user by its id alone (R53, R76)', async () => {
    const [mallory, alice] = [await enrolled(), await enrolled()]
    const { browser, signIn } = await atSecondStep(alice.email)
    const foreign = await prepareSecond(browser, signIn.id, { phone_number_id: mallory.phone.id })
    expect(foreign.code).toBe('resource_not_found')
    const before = (await texts(browser, mallory.phone.phone_number)).length
    await prepareSecond(browser, signIn.id, { phone_number: mallory.phone.phone_number })
    expect(await texts(browser, mallory.phone.phone_number)).toHaveLength(before)
  })

  test('a code of another user, another attempt or another purpose never fits (R15)', async () => {
    const [mallory, alice] = [await enrolled(), await enrolled()]
    const hers = await atSecondStep(alice.email)
    await prepareSecond(hers.browser, hers.signIn.id)
    const his = await atSecondStep(mallory.email)
    await prepareSecond(his.browser, his.signIn.id)
    const hisCode = await mailedCode(his.browser, mallory.phone.phone_number)
    const aliceCode = await mailedCode(his.browser, alice.phone.phone_number)
    if (hisCode !== aliceCode)
      expect((await second(hers.browser, hers.signIn.id, 'phone_code' as 'totp', hisCode)).code).toBe(
        'form_code_incorrect',
      )
    const later = await atSecondStep(alice.email)
    expect((await second(later.browser, later.signIn.id, 'phone_code' as 'totp', aliceCode)).code).toBe(
      'verification_missing',
    )
    expect((await second(hers.browser, hers.signIn.id, 'phone_code' as 'totp', aliceCode)).status).toBe(200)
  })

  test('a code is accepted once, even by fifty callers at the same time (R14)', async () => {
    const { email, phone } = await enrolled()
    const { browser, signIn } = await atSecondStep(email)
    await prepareSecond(browser, signIn.id)
    const code = await mailedCode(browser, phone.phone_number)
    const answers = await Promise.all(
      Array.from({ length: 50 }, () => second(browser.copy(), signIn.id, 'phone_code' as 'totp', code)),
    )
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1)
  })

  test('five wrong codes end the code, and a new one does not refill the user (R16)', async () => {
    const { email, phone } = await enrolled()
    let failures = 0
    for (let round = 0; round < 2; round++) {
      const { browser, signIn } = await atSecondStep(email)
      await prepareSecond(browser, signIn.id)
      const right = await mailedCode(browser, phone.phone_number)
      const wrong = right === '000000' ? '000001' : '000000'
      for (let i = 0; i < 5; i++) {
        const { code } = await second(browser, signIn.id, 'phone_code' as 'totp', wrong)
        expect(code).toBe('form_code_incorrect')
        failures++
      }
      app.clock.advance(61_000)
    }
    expect(failures).toBe(10)
    expect((await startSignIn(visitor(), email)).code).toBe('user_locked')
  })

  test('a code is too old after five minutes (R13)', async () => {
    const { email, phone } = await enrolled()
    const { browser, signIn } = await atSecondStep(email)
    await prepareSecond(browser, signIn.id)
    const code = await mailedCode(browser, phone.phone_number)
    app.clock.advance(5 * 60_000)
    expect((await second(browser, signIn.id, 'phone_code' as 'totp', code)).code).toBe('verification_expired')
  })

  test('a number that was released meanwhile proves nothing (R61, R72)', async () => {
    const { email, phone, browser: own } = await enrolled()
    const { browser, signIn } = await atSecondStep(email)
    await prepareSecond(browser, signIn.id)
    const code = await mailedCode(browser, phone.phone_number)
    expect((await reserve(own, phone.id, false)).response.reserved_for_second_factor).toBe(false)
    expect((await second(browser, signIn.id, 'phone_code' as 'totp', code)).status).toBe(400)
    expect((await me(own)).response).toMatchObject({ two_factor_enabled: false, backup_codes_left: null })
  })

  test('stands beside the authenticator app, and removing one leaves the other with its backup codes (S25, S26)', async () => {
    const { browser, email, phone } = await enrolled()
    await enrol(browser)
    expect((await reserve(browser, phone.id, false)).status, app.logged.slice(-2).join()).toBe(200)
    expect((await me(browser)).response).toMatchObject({ two_factor_enabled: true, backup_codes_left: 10 })
    const { signIn } = await atSecondStep(email)
    expect(signIn.supported_second_factors.map(({ strategy }) => strategy)).toEqual(['totp', 'backup_code'])
  })

  test('proves who it is for a sensitive change as well (R64, R85)', async () => {
    const { browser, phone } = await enrolled()
    const { response: user } = await me(browser)
    const session = (await browser.get<{ response: { sessions: { id: string }[] } }>('/client')).response as never as {
      sessions: { id: string; user: { id: string } }[]
    }
    const sid = session.sessions.find((one) => one.user.id === user.id)?.id ?? ''
    const verify = (step: string, fields: Record<string, string>) =>
      browser.post<SessionVerificationView>(`/client/sessions/${sid}/verify${step}`, fields)
    app.clock.advance(11 * 60_000)
    expect((await reserve(browser, phone.id, false)).code).toBe('session_reverification_required')
    await verify('', { level: 'second_factor' })
    await verify('/prepare_second_factor', { strategy: 'phone_code' })
    const code = await mailedCode(browser, phone.phone_number)
    const done = await verify('/attempt_second_factor', { strategy: 'phone_code', code })
    expect(done.response.status).toBe('complete')
    expect((await reserve(browser, phone.id, false)).status).toBe(200)
  })

  test('an operator who takes all second factors away takes the phone away too', async () => {
    const { browser, email } = await enrolled()
    const { response: user } = await me(browser)
    await backend(app, instance)<BackendUserView>('DELETE', `/users/${user.id}/mfa`)
    expect((await startSignIn(visitor(), email)).response.status).toBe('complete')
  })
})

describe('what an app says of its users', () => {
  const call = <T>(method: string, path: string, body: unknown) => backend(app, instance)<T>(method, path, body)
  const newUser = async (fields = {}) =>
    (
      await call<BackendUserView>('POST', '/users', {
        email_address: [`app${++count}@example.com`],
        password,
        ...fields,
      })
    ).response

  test('a user can be made with numbers, the first of them the primary', async () => {
    const numbers = [newNumber(), newNumber()]
    const user = await newUser({ phone_number: numbers })
    expect(user.phone_numbers.map((phone) => phone.phone_number).sort()).toEqual([...numbers].sort())
    const primary = user.phone_numbers.find(({ id }) => id === user.primary_phone_number_id)
    expect(primary).toMatchObject({ phone_number: numbers[0], verification: { status: 'verified' } })
    const taken = await call('POST', '/users', { email_address: ['late@example.com'], phone_number: [numbers[0]] })
    expect([taken.status, taken.code]).toEqual([422, 'form_identifier_exists'])
  })

  test('a number can be added and reserved; sessions end, the user is told and asked for it from then on (R73)', async () => {
    const { browser, email } = await person()
    const user_id = (await me(browser)).response.id
    const number = newNumber()
    const plain = await call<PhoneNumberView>('POST', '/phone_numbers', { user_id, phone_number: number })
    expect(plain.response).toMatchObject({
      phone_number: number,
      reserved_for_second_factor: false,
      verification: null,
    })
    expect((await me(browser)).status).toBe(200)
    const unproven = { user_id, phone_number: newNumber(), reserved_for_second_factor: true }
    expect((await call('POST', '/phone_numbers', unproven)).code).toBe('form_param_missing')
    const { response } = await call<PhoneNumberView>('POST', '/phone_numbers', {
      ...unproven,
      verified: true,
      primary: true,
    })
    expect(response).toMatchObject({ reserved_for_second_factor: true, default_second_factor: true })
    expect((await me(browser)).status).toBe(401)
    expect((await mailed(browser, email)).map(({ subject }) => subject).join()).toContain(
      'Text messages added to 2-step verification',
    )
    await atSecondStep(email)
    const other = await call<PhoneNumberView>('POST', '/phone_numbers', {
      user_id,
      phone_number: newNumber(),
      verified: true,
    })
    expect(other.status).toBe(200)
    for (let i = 0; i < 2; i++) await call('POST', '/phone_numbers', { user_id, phone_number: newNumber() })
    expect((await call('POST', '/phone_numbers', { user_id, phone_number: newNumber() })).code).toBe('too_many_items')
    const read = await call<BackendUserView>('GET', `/users/${user_id}`, undefined)
    expect(read.response.primary_phone_number_id).toBe(response.id)
  })

  test('nobody of another instance gets one, and nobody gets a number that is proven to be somebody else’s', async () => {
    const { phone } = await enrolled()
    const user = await newUser()
    const fields = { user_id: user.id, phone_number: phone.phone_number, verified: true }
    expect((await call('POST', '/phone_numbers', fields)).code).toBe('form_identifier_exists')
    const elsewhere = await app.create({ name: 'Elsewhere' }, phonesOn)
    const foreign = await backend(app, elsewhere)('POST', '/phone_numbers', { ...fields, phone_number: newNumber() })
    expect([foreign.status, foreign.code]).toEqual([404, 'resource_not_found'])
  })
})

describe('where messages may go', () => {
  test.each([
    ['+49900123456', 'phone_number_not_mobile'],
    ['+4930123456', 'phone_number_not_mobile'],
    ['+881612345678', 'phone_number_not_mobile'],
    ['+882161234567', 'phone_number_not_mobile'],
    ['+12025550', 'form_param_format_invalid'],
    ['015112345678', 'form_param_format_invalid'],
    ['+49151\u200b234567', 'form_param_format_invalid'],
    ['+4915123456789\r\n+4915123456780', 'form_param_format_invalid'],
    ['', 'form_param_format_invalid'],
  ])('%j is refused with %s (R134)', async (number, code) => {
    const { browser } = await person()
    const answer = await add(browser, number)
    expect([answer.status, answer.code]).toEqual([422, code])
  })

  test('a country that the operator did not choose gets nothing (R134)', async () => {
    const { browser } = await person()
    const { response } = await add(browser, '+33612345678')
    const answer = await prepare(browser, response.id)
    expect([answer.status, answer.code]).toEqual([422, 'sms_country_not_allowed'])
    expect(await texts(browser, '+33612345678')).toEqual([])
  })

  test('a production instance sends to no country until its operator chooses one (R134)', async () => {
    const live = await app.create({ name: 'Untouched', environment: 'production', host: 'clerk.untouched.example' })
    expect(live.instance.settings.sms.countries).toEqual([])
    const made = await createInstance(app.context, {
      name: 'Plain',
      environment: 'production',
      host: 'clerk.plain.example',
    })
    expect(made.instance.settings.sms.countries).toEqual([])
    const fields = { email_address: ['untouched@example.com'], password }
    await backend(app, live)('POST', '/users', fields)
    const browser = new Browser(app, live)
    browser.origin = 'https://clerk.untouched.example'
    await browser.post('/client/sign_ins', { identifier: 'untouched@example.com', password })
    for (const number of ['+4915123456789', '+12012345678', '+33612345678', '+436641234567', '+447912345678']) {
      const { response } = await add(browser, number)
      expect((await prepare(browser, response.id)).code).toBe('sms_country_not_allowed')
    }
    const sent = app.context.db.selectFrom('messages').select('id').where('instance_id', '=', live.instance.id)
    expect(await sent.where('channel', '=', 'sms').execute()).toEqual([])
  })

  test('a number is one number however it is written (R25)', async () => {
    const { browser } = await person()
    const { response } = await add(browser, '+49 (151) 234-56 789')
    expect(response.phone_number).toBe('+4915123456789')
    expect((await add(browser, '+49 151 23456789')).code).toBe('form_identifier_exists')
  })

  test('another code takes a minute, and an hour brings five at most, whatever they are for (R135)', async () => {
    const { email, phone } = await enrolled()
    app.clock.advance(3_600_000)
    const { browser, signIn } = await atSecondStep(email)
    expect((await prepareSecond(browser, signIn.id)).status).toBe(200)
    expect((await prepareSecond(browser, signIn.id)).code).toBe('too_many_requests')
    for (let sent = 1; sent < 5; sent++) {
      app.clock.advance(60_000)
      expect((await prepareSecond(browser, signIn.id)).status).toBe(200)
    }
    app.clock.advance(60_000)
    const sixth = await prepareSecond(browser, signIn.id)
    expect([sixth.status, sixth.code]).toEqual([429, 'too_many_requests'])
    expect(await texts(browser, phone.phone_number)).toHaveLength(6)
  })

  test('neighbouring numbers that nobody has verified share three messages in ten minutes (R135)', async () => {
    const statuses = []
    for (let i = 0; i < 6; i++) {
      const { browser } = await person()
      const { response } = await add(browser, `+4915299887${700 + i * 13}`)
      statuses.push((await prepare(browser, response.id)).status)
    }
    expect(statuses).toEqual([200, 200, 200, 429, 429, 429])
  })

  test('a pump over neighbouring numbers that nobody reads opens the breaker of their range, and of no other (R135, R136)', async () => {
    const own = await app.create({ name: 'Pumped' }, { ...phonesOn, sms: { countries: ['DE'] } })
    const refusals = new Map<string | undefined, number>()
    let accepted = 0
    for (let i = 0; i < 14; i++) {
      // Four numbers of each of 14 people; three of a thousand get through in ten minutes, so the pump walks.
      const browser = await signUp(app, own, `pump${i}@example.com`)
      for (let n = 0; n < 4; n++) {
        const { response } = await add(browser, `+4915222${String(100_000 + (i * 4 + n) * 337).padStart(6, '0')}`)
        const answer = await prepare(browser, response.id)
        if (answer.status === 200) accepted++
        else refusals.set(answer.code, (refusals.get(answer.code) ?? 0) + 1)
      }
    }
    expect(accepted).toBe(20)
    expect(refusals.get('sms_paused')).toBe(36)
    const honest = await signUp(app, own, 'honest@example.com')
    const { response } = await add(honest, '+4917633345678')
    expect((await prepare(honest, response.id)).status).toBe(200)
    const audit = app.database.db.selectFrom('audit').selectAll().where('event', '=', 'sms.range_paused')
    expect((await audit.execute()).map(({ details }) => JSON.parse(details))).toEqual([
      { range: '+4915222', sent: 20, answered: 0 },
    ])
    app.clock.advance(61 * 60_000)
    const later = await signUp(app, own, 'later@example.com')
    const again = (await add(later, '+4915222999017')).response
    expect((await prepare(later, again.id)).status).toBe(200)
  })

  test('a range whose codes are typed in is never paused (R136)', async () => {
    const own = await app.create({ name: 'Busy' }, { ...phonesOn, sms: { countries: ['DE'] } })
    for (let i = 0; i < 30; i++) {
      const browser = await signUp(app, own, `busy${i}@example.com`)
      const number = `+4915777${String(100_000 + i * 1337)}`
      const { response } = await add(browser, number)
      expect((await prepare(browser, response.id)).status).toBe(200)
      if (i % 4 === 0) await attempt(browser, response.id, await mailedCode(browser, number))
    }
  })

  test('test numbers get no message in development, and their code is fixed', async () => {
    const { browser } = await person()
    const { response } = await add(browser, '+12025550142')
    await prepare(browser, response.id)
    expect(await texts(browser, '+12025550142')).toEqual([])
    expect((await attempt(browser, response.id, '424242')).status).toBe(200)
  })
})
