import type { EnvironmentView, SettingsPatch, SignUpView } from '@countersign/contract'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { CreatedInstance } from '../src/instances/create.ts'
import { startTestApp, type TestApp } from './support/app.ts'
import { Browser, backend, type Fields, mailed, mailedCode, me, password, startSignIn } from './support/browser.ts'
import { byPhone, newNumber, signUpByPhone } from './support/phones.ts'

let app: TestApp
let instance: CreatedInstance
const sms = { countries: ['DE', 'US'] }

beforeAll(async () => {
  app = await startTestApp()
  instance = await app.create({}, byPhone)
})
afterAll(() => app.close())
beforeEach(() => app.clock.advance(3_600_000))

let count = 0
const newEmail = () => `number${++count}@example.com`
const visitor = (on = instance) => new Browser(app, on)
const begin = (browser: Browser, fields: Fields) => browser.post<SignUpView>('/client/sign_ups', fields)
const stepsOf = (browser: Browser, id: string) => ({
  update: (fields: Fields) => browser.patch<SignUpView>(`/client/sign_ups/${id}`, fields),
  prepare: (strategy = 'phone_code') =>
    browser.post<SignUpView>(`/client/sign_ups/${id}/prepare_verification`, { strategy }),
  attempt: (code: string, strategy = 'phone_code') =>
    browser.post<SignUpView>(`/client/sign_ups/${id}/attempt_verification`, { strategy, code }),
})

describe('a number alone makes an account', () => {
  test('once its code is given, with the number verified and primary (R48)', async () => {
    const number = newNumber()
    const browser = visitor()
    const begun = await begin(browser, { phone_number: number.replace('+49', '+49 (0) '), password })
    expect(begun.response).toMatchObject({
      status: 'missing_requirements',
      required_fields: ['phone_number', 'password'],
      optional_fields: ['email_address', 'first_name', 'last_name'],
      missing_fields: [],
      unverified_fields: ['phone_number'],
      phone_number: number,
      verifications: { phone_number: { strategy: null, next_action: 'needs_prepare' }, email_address: null },
    })
    const { prepare, attempt } = stepsOf(browser, begun.response.id)
    const sent = await prepare()
    expect(sent.response.verifications.phone_number).toMatchObject({
      status: 'unverified',
      strategy: 'phone_code',
      next_action: 'needs_attempt',
      supported_strategies: ['phone_code'],
    })
    const done = await attempt(await mailedCode(browser, number))
    expect(done.response).toMatchObject({ status: 'complete', unverified_fields: [] })
    expect(done.response.verifications.phone_number).toMatchObject({ status: 'verified', next_action: '' })
    const { response: user } = await me(browser)
    expect(user.phone_numbers).toMatchObject([
      { phone_number: number, verification: { status: 'verified' }, reserved_for_second_factor: false },
    ])
    expect(user).toMatchObject({ primary_phone_number_id: user.phone_numbers[0]?.id, email_addresses: [] })
    expect((await startSignIn(visitor(), number)).response.status).toBe('complete')
  })

  test('without a password, the session stands on the code by SMS (R20)', async () => {
    const first_factors = { password: false, email_code: true, phone_code: true }
    const codes = await app.create({ name: 'Codes only' }, { ...byPhone, first_factors })
    await signUpByPhone(app, codes, newNumber())
    const rows = await app.database.db
      .selectFrom('sessions')
      .select('first_strategy')
      .where('instance_id', '=', codes.instance.id)
      .execute()
    expect(rows).toEqual([{ first_strategy: 'phone_code' }])
  })

  test('once, by however many at the same time (R6, R48)', async () => {
    const number = '+12015550144'
    const all = await Promise.all(
      Array.from({ length: 20 }, async () => {
        const browser = visitor()
        const { response } = await begin(browser, { phone_number: number, password })
        const { prepare, attempt } = stepsOf(browser, response.id)
        await prepare()
        return () => attempt('424242')
      }),
    )
    const answers = await Promise.all(all.map((finish) => finish()))
    expect(answers.filter((answer) => answer.response?.status === 'complete')).toHaveLength(1)
    const others = answers.filter((answer) => answer.response?.status !== 'complete')
    expect(new Set(others.map((answer) => answer.code))).toEqual(new Set(['form_identifier_exists']))
    const filter = `phone_number=${encodeURIComponent(number)}`
    const { response } = await backend(app, instance)<unknown[]>('GET', `/users?${filter}`)
    expect(response).toHaveLength(1)
  })
})

describe('what was given is proven', () => {
  test('where a number is a choice, an account may have one or not', async () => {
    const may = await app.create({ name: 'May' }, { sms })
    const [email, other, number] = [newEmail(), newEmail(), newNumber()]
    const without = visitor(may)
    const plain = await begin(without, { email_address: email, password })
    expect(plain.response.optional_fields).toContain('phone_number')
    await stepsOf(without, plain.response.id).prepare('email_code')
    const code = await mailedCode(without, email)
    expect((await stepsOf(without, plain.response.id).attempt(code, 'email_code')).response.status).toBe('complete')

    const browser = visitor(may)
    const begun = await begin(browser, { email_address: other, phone_number: number, password })
    expect(begun.response.unverified_fields).toEqual(['email_address', 'phone_number'])
    const { prepare, attempt } = stepsOf(browser, begun.response.id)
    await prepare('email_code')
    const first = await attempt(await mailedCode(browser, other), 'email_code')
    expect(first.response).toMatchObject({ status: 'missing_requirements', unverified_fields: ['phone_number'] })
    await prepare()
    expect((await attempt(await mailedCode(browser, number))).response.status).toBe('complete')
    expect((await me(browser)).response).toMatchObject({
      email_addresses: [{ email_address: other }],
      phone_numbers: [{ phone_number: number }],
    })
  })

  test('each by its own code: one that was mailed proves no number, and the other way round (R15)', async () => {
    const [email, number] = [newEmail(), newNumber()]
    const browser = visitor()
    const begun = await begin(browser, { email_address: email, phone_number: number, password })
    const { prepare, attempt } = stepsOf(browser, begun.response.id)
    await prepare('email_code')
    expect((await attempt(await mailedCode(browser, email))).code).toBe('form_code_incorrect')
    await prepare()
    const bySms = await mailedCode(browser, number)
    expect((await attempt(bySms, 'email_code')).code).toBe('form_code_incorrect')
    const view = await browser.get<SignUpView>(`/client/sign_ups/${begun.response.id}`)
    expect(view.response.unverified_fields).toEqual(['email_address', 'phone_number'])
    expect((await attempt(bySms)).response.unverified_fields).toEqual(['email_address'])
  })

  test('a number that was replaced takes its code and its proof with it (R15)', async () => {
    const [one, two] = [newNumber(), newNumber()]
    const browser = visitor()
    const begun = await begin(browser, { phone_number: one })
    const { prepare, attempt, update } = stepsOf(browser, begun.response.id)
    await prepare()
    const code = await mailedCode(browser, one)
    await update({ phone_number: two })
    expect((await attempt(code)).code).toBe('form_code_incorrect')
    await prepare()
    expect((await attempt(await mailedCode(browser, two))).response.verifications.phone_number?.status).toBe('verified')
    expect((await prepare()).code).toBe('verification_already_verified')
    const changed = await update({ phone_number: one })
    expect(changed.response.unverified_fields).toEqual(['phone_number'])
  })

  test('one identifier must be chosen where all are a choice', async () => {
    const choice = await app.create(
      { name: 'Choice' },
      { ...byPhone, identifiers: { email_address: 'optional', phone_number: 'optional' } },
    )
    const browser = visitor(choice)
    const begun = await begin(browser, { password })
    expect(begun.response).toMatchObject({ status: 'missing_requirements', missing_fields: ['email_address'] })
    const { update, prepare, attempt } = stepsOf(browser, begun.response.id)
    const number = newNumber()
    expect((await update({ phone_number: number })).response.missing_fields).toEqual([])
    await prepare()
    expect((await attempt(await mailedCode(browser, number))).response.status).toBe('complete')
  })
})

describe('a number is refused', () => {
  test.each([
    ['that is none', '12345', 'form_param_format_invalid'],
    ['of a landline', '+49 30 901820', 'phone_number_not_mobile'],
    ['of a country that gets no messages', '+33 6 12 34 56 78', 'sms_country_not_allowed'],
  ])('%s, where another can be typed (R134)', async (_, phone_number, code) => {
    const answer = await begin(visitor(), { phone_number, password })
    expect([answer.status, answer.code, answer.errors[0]?.meta['param_name']]).toEqual([422, code, 'phone_number'])
  })

  test('that is taken, at once where the operator chose to tell, else after its code (R109)', async () => {
    const open = await app.create({ name: 'Telling' }, { ...byPhone, enumeration_protection: false })
    const number = newNumber()
    await signUpByPhone(app, open, number, { password })
    const again = await begin(visitor(open), { phone_number: number })
    expect([again.code, again.errors[0]?.meta['param_name']]).toEqual(['form_identifier_exists', 'phone_number'])
  })

  test('where numbers are off it is not even read (R49)', async () => {
    const off = await app.create({ name: 'Off' }, { identifiers: { phone_number: 'off' } })
    const browser = visitor(off)
    const begun = await begin(browser, { email_address: newEmail(), phone_number: 'nonsense' })
    expect(begun.response.phone_number).toBeNull()
    expect((await stepsOf(browser, begun.response.id).prepare()).errors[0]?.meta['param_name']).toBe('phone_number')
  })

  test('neighbours of it that nobody ever verified share a small budget of messages (R135)', async () => {
    const browser = visitor()
    const answers = []
    for (let i = 0; i < 4; i++) {
      const begun = await begin(browser, { phone_number: `+491719876${String(501 + i)}`, password })
      answers.push(await stepsOf(browser, begun.response.id).prepare())
    }
    expect(answers.map((answer) => answer.code ?? answer.status)).toEqual([200, 200, 200, 'too_many_requests'])
    expect(await mailed(browser, '+491719876504')).toEqual([])
  })
})

describe('what SDKs are told', () => {
  const attribute = async (settings: SettingsPatch) => {
    const on = await app.create({ name: `Told ${++count}` }, settings)
    const { response } = await visitor(on).get<EnvironmentView>('/environment')
    return response.user_settings.attributes
  }

  test.each([
    [{}, { enabled: true, required: false, used_for_first_factor: false, first_factors: [], verify_at_sign_up: true }],
    [byPhone, { enabled: true, required: true, used_for_first_factor: true, first_factors: ['phone_code'] }],
    [
      { identifiers: { phone_number: 'required' } },
      { enabled: true, required: true, used_for_first_factor: true, first_factors: [], verifications: ['phone_code'] },
    ],
    [{ identifiers: { phone_number: 'off' } }, { enabled: false, used_for_first_factor: false, verifications: [] }],
  ] as [SettingsPatch, object][])('of numbers with %j', async (settings, told) => {
    expect((await attribute(settings)).phone_number).toMatchObject(told)
  })

  test('of addresses that accounts do not have', async () => {
    const { email_address } = await attribute({ identifiers: { email_address: 'off', phone_number: 'required' } })
    expect(email_address).toMatchObject({ enabled: false, used_for_first_factor: false })
  })
})

test.each([
  [{ first_factors: { phone_code: true }, identifiers: { phone_number: 'off' } }, 'first_factors.phone_code'],
  [{ first_factors: { password: false, email_code: false, phone_code: true } }, 'identifiers.phone_number'],
  [
    {
      first_factors: { password: false, email_code: false, phone_code: true },
      identifiers: { phone_number: 'required' },
      multi_factor: { totp: false, phone_code: true, required: true },
    },
    'multi_factor.required',
  ],
  [{ identifiers: { email_address: 'off', phone_number: 'optional' } }, 'identifiers'],
] as [SettingsPatch, string][])('settings that would leave users outside are refused: %j', async (settings, field) => {
  const { status, errors } = await backend(app, instance)('PATCH', '/instance/settings', {
    first_factors: { password: true, email_code: true, phone_code: false },
    identifiers: { email_address: 'required', phone_number: 'optional' },
    ...settings,
  })
  expect([status, errors[0]?.meta['param_name']]).toEqual([422, field])
})
