import type { SignUpView } from '@countersign/contract'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { CreatedInstance } from '../src/instances/create.ts'
import { startTestApp, type TestApp } from './support/app.ts'
import {
  type Answer,
  afterOverlap,
  Browser,
  distinct,
  type Fields,
  mailed,
  mailedCode,
  me,
  password,
  signUp,
  startSignIn,
} from './support/browser.ts'

let app: TestApp
let instance: CreatedInstance
let named: CreatedInstance

beforeAll(async () => {
  app = await startTestApp()
  instance = await app.create()
  named = await app.create({ name: 'Names' }, { identifiers: { username: 'required' } })
})
afterAll(() => app.close())
beforeEach(() => app.clock.advance(60_000))

let count = 0
const newEmail = () => `newcomer${++count}@example.com`
const visitor = (of = instance) => new Browser(app, of)
const begin = (browser: Browser, fields: Fields) => browser.post<SignUpView>('/client/sign_ups', fields)
const prepare = (browser: Browser, id: string) =>
  browser.post<SignUpView>(`/client/sign_ups/${id}/prepare_verification`, { strategy: 'email_code' })
const attempt = (browser: Browser, id: string, code: string) =>
  browser.post<SignUpView>(`/client/sign_ups/${id}/attempt_verification`, { strategy: 'email_code', code })

async function started(email = newEmail()): Promise<{ browser: Browser; email: string; id: string }> {
  const browser = visitor()
  const { response } = await begin(browser, { email_address: email, password })
  await prepare(browser, response.id)
  return { browser, email, id: response.id }
}

const wrong = (code: string) => (code === '111111' ? '222222' : '111111')
const accounts = async (email: string) =>
  app.context.db.selectFrom('email_addresses').selectAll().where('address_key', '=', email).execute()

test('a ticket that nobody made is refused, and begins nothing', async () => {
  const browser = visitor()
  for (const ticket of ['123', 'a'.repeat(43)]) {
    const answer = await begin(browser, { strategy: 'ticket', ticket })
    expect(answer).toMatchObject({ status: 400, code: 'ticket_invalid_code' })
  }
  const without = await begin(browser, { strategy: 'ticket' })
  expect(without).toMatchObject({ status: 422, code: 'form_param_missing' })
  const client = await browser.get<{ sign_up: unknown } | null>('/client')
  expect(client.response?.sign_up ?? null).toBeNull()
})

test('an account is made by the code from the mail, and signs its browser in', async () => {
  const { browser, email, id } = await started()
  expect(await accounts(email)).toEqual([])
  const done = await attempt(browser, id, await mailedCode(browser, email))
  expect(done.response.status).toBe('complete')
  expect(done.client?.sessions.map((session) => session.id)).toEqual([done.response.created_session_id])
  const user = (await me(browser)).response
  expect(user.id).toBe(done.response.created_user_id)
  expect(user.email_addresses[0]).toMatchObject({ email_address: email, verification: { status: 'verified' } })
  expect(user.two_factor_enabled).toBe(false)
})

test('until then there is no session, and the view says what is missing', async () => {
  const browser = visitor()
  const first = await begin(browser, {})
  expect(first.response).toMatchObject({
    status: 'missing_requirements',
    missing_fields: ['email_address', 'password'],
    unverified_fields: [],
  })
  const path = `/client/sign_ups/${first.response.id}`
  const second = await browser.patch<SignUpView>(path, { email_address: newEmail() })
  expect(second.response).toMatchObject({ missing_fields: ['password'], unverified_fields: ['email_address'] })
  expect(second.response.verifications.email_address).toMatchObject({ status: 'unverified', strategy: null })
  const third = await browser.patch<SignUpView>(path, { password, first_name: 'Ada', last_name: 'Byron' })
  expect(third.response).toMatchObject({ status: 'missing_requirements', first_name: 'Ada', has_password: true })
  expect(third.client?.sessions).toEqual([])
  expect((await me(browser)).status).toBe(401)
  expect((await browser.get<SignUpView>(path)).response.last_name).toBe('Byron')
})

test('the address may be verified first and the password come last', async () => {
  const browser = visitor()
  const email = newEmail()
  const { response } = await begin(browser, { email_address: email })
  await prepare(browser, response.id)
  const verified = await attempt(browser, response.id, await mailedCode(browser, email))
  expect(verified.response).toMatchObject({ status: 'missing_requirements', missing_fields: ['password'] })
  expect(verified.response.verifications.email_address?.status).toBe('verified')
  expect((await prepare(browser, response.id)).code).toBe('verification_already_verified')
  const done = await browser.patch<SignUpView>(`/client/sign_ups/${response.id}`, { password })
  expect(done.response.status).toBe('complete')
  expect((await me(browser)).status).toBe(200)
})

describe('the code', () => {
  test('works once, in the browser that asked for it (R14, R15, R66)', async () => {
    const { browser, email, id } = await started()
    const code = await mailedCode(browser, email)
    const thief = visitor()
    await begin(thief, {})
    expect((await attempt(thief, id, code)).status).toBe(404)
    expect((await attempt(browser, id, code)).response.status).toBe('complete')
    afterOverlap(browser)
    expect((await attempt(browser, id, code)).code).toBe('step_not_allowed')
  })

  test('of one sign-up never completes another (R15)', async () => {
    const one = await started()
    const other = await started()
    const code = await mailedCode(one.browser, one.email)
    if (code !== (await mailedCode(other.browser, other.email)))
      expect((await attempt(other.browser, other.id, code)).code).toBe('form_code_incorrect')
    expect(await accounts(other.email)).toEqual([])
  })

  test('is dead after five wrong tries, and the right one comes too late (R16)', async () => {
    const { browser, email, id } = await started()
    const code = await mailedCode(browser, email)
    for (let i = 0; i < 5; i++) expect((await attempt(browser, id, wrong(code))).code).toBe('form_code_incorrect')
    expect((await attempt(browser, id, code)).code).toBe('verification_failed')
    expect(await accounts(email)).toEqual([])
  })

  test('is dead after ten minutes (R13)', async () => {
    const { browser, email, id } = await started()
    const code = await mailedCode(browser, email)
    app.clock.advance(600_000)
    expect((await attempt(browser, id, code)).code).toBe('verification_expired')
  })

  test('is replaced by a newer one (R17)', async () => {
    const { browser, email, id } = await started()
    const earlier = await mailedCode(browser, email)
    expect((await prepare(browser, id)).code).toBe('too_many_requests')
    app.clock.advance(30_000)
    expect((await prepare(browser, id)).status).toBe(200)
    const later = await mailedCode(browser, email)
    if (earlier !== later) expect((await attempt(browser, id, earlier)).code).toBe('form_code_incorrect')
    expect((await attempt(browser, id, later)).response.status).toBe('complete')
  })

  test('sent to one address proves nothing about another put in its place (R15, R48)', async () => {
    const { browser, email, id } = await started()
    const code = await mailedCode(browser, email)
    const victim = newEmail()
    await browser.patch(`/client/sign_ups/${id}`, { email_address: victim })
    const refused = await attempt(browser, id, code)
    expect(refused.status).toBeGreaterThanOrEqual(400)
    expect(await accounts(victim)).toEqual([])
    expect((await me(browser)).status).toBe(401)
  })

  test('given fifty times at once makes one account (R6, R14)', async () => {
    const { browser, email, id } = await started()
    const code = await mailedCode(browser, email)
    const answers = await Promise.all(Array.from({ length: 50 }, () => attempt(browser.copy(), id, code)))
    expect(distinct(answers)).toBe(1)
    expect(await accounts(email)).toHaveLength(1)
  })

  test('was asked for or there is nothing to verify', async () => {
    const browser = visitor()
    const { response } = await begin(browser, { password })
    expect((await prepare(browser, response.id)).code).toBe('form_param_missing')
    expect((await attempt(browser, response.id, '123456')).code).toBe('verification_missing')
  })
})

test('a taken address gets the same answers, and its owner is told instead of getting a code (R109)', async () => {
  const taken = newEmail()
  await signUp(app, instance, taken)
  app.clock.advance(60_000)
  const shapes: unknown[] = []
  for (const email of [taken, newEmail()]) {
    const browser = visitor()
    const first = await begin(browser, { email_address: email, password })
    const sent = await prepare(browser, first.response.id)
    const guess = await attempt(browser, first.response.id, '000000')
    shapes.push([first, sent, guess].map((answer) => shapeOf(answer, email)))
  }
  expect(shapes[0]).toEqual(shapes[1])
  const messages = await mailed(visitor(), taken)
  expect(messages.at(-1)?.subject).toMatch(/already have an account/i)
  expect(messages.at(-1)?.code).toBeUndefined()
})

test('the code comes in the language the browser asks for, and in English when it asks for none of ours', async () => {
  const subjectFor = async (wanted: string) => {
    const email = newEmail()
    const browser = visitor()
    browser.headers = { 'accept-language': wanted }
    const { response } = await begin(browser, { email_address: email, password })
    await prepare(browser, response.id)
    const [message] = await mailed(browser, email)
    // The inbox shows the text; the HTML beside it says the same.
    expect(message).not.toHaveProperty('html')
    return message?.subject
  }
  expect(await subjectFor('nl, de-CH;q=0.9, en;q=0.8')).toMatch(/^\d{6} ist Ihr Code für Acme$/)
  expect(await subjectFor('xx, *;q=0.1')).toMatch(/^\d{6} is your Acme code$/)
})

function shapeOf(answer: Answer<unknown>, email: string): unknown {
  const text = JSON.stringify(answer.body)
    .replaceAll(email, 'EMAIL')
    .replace(/"(\w+)_[0-9A-Z]{26}"/g, '"$1"')
  return [answer.status, [...answer.headers.keys()], JSON.parse(text)]
}

test('two people who sign up with one address at the same time: the first to verify has it (R48)', async () => {
  const email = newEmail()
  const one = await started(email)
  const code = await mailedCode(one.browser, email)
  app.clock.advance(60_000)
  const other = await started(email)
  const otherCode = await mailedCode(other.browser, email)
  expect((await attempt(one.browser, one.id, code)).response.status).toBe('complete')
  const late = await attempt(other.browser, other.id, otherCode)
  expect(late.code).toBe('form_identifier_exists')
  expect(await accounts(email)).toHaveLength(1)
  expect((await me(other.browser)).status).toBe(401)
})

test('a sign-up ends a day after it began, and a new one takes the place of the old', async () => {
  const { browser, email, id } = await started()
  app.clock.advance(24 * 3_600_000)
  expect((await prepare(browser, id)).code).toBe('attempt_expired')
  expect((await browser.patch(`/client/sign_ups/${id}`, { first_name: 'Late' })).code).toBe('attempt_expired')
  expect((await browser.get<SignUpView>(`/client/sign_ups/${id}`)).response.status).toBe('abandoned')
  const again = await begin(browser, { email_address: email, password })
  expect(again.client?.sign_up?.id).toBe(again.response.id)
  expect(again.response.id).not.toBe(id)
})

describe('what was typed', () => {
  test.each([
    ['short', 'form_password_length_too_short'],
    ['12345678', 'form_password_pwned'],
    ['password1', 'form_password_pwned'],
    ['x'.repeat(257), 'form_password_size_in_bytes_exceeded'],
  ])('a password like %j is refused with its reason (R41, R42)', async (given, code) => {
    expect((await begin(visitor(), { email_address: newEmail(), password: given })).code).toBe(code)
  })

  test('a password that is the address or the app is refused (R42)', async () => {
    const email = `rememberme${++count}@example.com`
    for (const given of [email, email.split('@')[0] ?? '', `${email.split('@')[0]}!!`])
      expect((await begin(visitor(), { email_address: email, password: given })).code).toBe('form_password_pwned')
  })

  test('a password of 256 characters, spaces and any script is taken whole (R41)', async () => {
    const long = `${'пароль з пробілами '.repeat(13)}123456789`.slice(0, 256)
    const browser = visitor()
    const email = newEmail()
    const { response } = await begin(browser, { email_address: email, password: long })
    await prepare(browser, response.id)
    await attempt(browser, response.id, await mailedCode(browser, email))
    expect((await startSignIn(visitor(), email, long)).response.status).toBe('complete')
    expect((await startSignIn(visitor(), email, long.slice(0, 255))).code).toMatch(/incorrect/)
  })

  test.each([
    'no-at',
    'a@b',
    'a@b@example.com',
    '"a"@example.com',
    'a@example.com\r\nBcc: x@y.z',
    '<a@example.com',
    'a@[1.2.3.4]',
    'a @example.com',
  ])('the address %j is none (R47)', async (email_address) => {
    expect((await begin(visitor(), { email_address, password })).code).toBe('form_param_format_invalid')
  })

  test('spellings of one address are one account (R25)', async () => {
    const email = newEmail()
    await signUp(app, instance, email)
    for (const spelling of [email.toUpperCase(), ` ${email} `, email.replace('@', '＠')])
      expect((await startSignIn(visitor(), spelling)).response.status).toBe('complete')
  })

  test('only the fields of a sign-up are bound, whatever else is sent (R49)', async () => {
    const browser = visitor()
    const email = newEmail()
    const { response } = await begin(browser, {
      email_address: email,
      password,
      user_id: 'user_1',
      email_verified_at: '1',
      session_id: 'sess_1',
      banned: 'true',
      status: 'complete',
      public_metadata: '{"admin":true}',
      private_metadata: '{"admin":true}',
      unsafe_metadata: '{"theme":"dark"}',
    })
    expect(response.status).toBe('missing_requirements')
    await prepare(browser, response.id)
    await attempt(browser, response.id, await mailedCode(browser, email))
    const user = (await me(browser)).response
    expect(user.public_metadata).toEqual({})
    expect(user.unsafe_metadata).toEqual({ theme: 'dark' })
    const cleared = await begin(new Browser(app, instance), {
      email_address: newEmail(),
      password,
      unsafe_metadata: '',
    })
    expect(cleared.response.unsafe_metadata).toEqual({})
  })
})

describe('with usernames', () => {
  async function withName(username: string): Promise<Answer<SignUpView>> {
    return begin(visitor(named), { email_address: newEmail(), password, username })
  }

  test('a name is required, unique in any spelling, and signs in (R46)', async () => {
    const browser = visitor(named)
    const email = newEmail()
    const { response } = await begin(browser, { email_address: email, password })
    expect(response.missing_fields).toEqual(['username'])
    await browser.patch(`/client/sign_ups/${response.id}`, { username: 'Grace_Hopper' })
    await prepare(browser, response.id)
    const done = await attempt(browser, response.id, await mailedCode(browser, email))
    expect(done.response.status).toBe('complete')
    expect((await startSignIn(visitor(named), 'grace_hopper')).response.status).toBe('complete')
    for (const name of ['grace_hopper', 'GRACE_HOPPER', 'ＧＲＡＣＥ_hopper'])
      expect((await withName(name)).code).toBe('form_identifier_exists')
  })

  test.each(['ab', 'admin', 'a@b.example', '+380501234567', '12345', 'pаypal', 'x'.repeat(65), '-dash', 'white space'])(
    'the name %j is refused (R46)',
    async (username) => {
      expect((await withName(username)).code).toBe('form_param_format_invalid')
    },
  )

  test('one name wanted by two at the same time is given once', async () => {
    const both = await Promise.all(
      [1, 2].map(async () => {
        const browser = visitor(named)
        const email = newEmail()
        const { response } = await begin(browser, { email_address: email, password, username: 'only_one' })
        await prepare(browser, response.id)
        return { browser, id: response.id, code: await mailedCode(browser, email) }
      }),
    )
    const answers = await Promise.all(both.map(({ browser, id, code }) => attempt(browser, id, code)))
    expect(answers.filter((answer) => answer.response?.status === 'complete')).toHaveLength(1)
    expect(answers.map((answer) => answer.code).filter(Boolean)).toEqual(['form_identifier_exists'])
  })
})

test('where the operator does not hide accounts, a taken address is told at once (R109)', async () => {
  const open = await app.create({ name: 'Open' }, { enumeration_protection: false })
  const email = newEmail()
  await signUp(app, open, email)
  expect((await begin(visitor(open), { email_address: email, password })).code).toBe('form_identifier_exists')
})

test('where addresses are not asked for, a name and a password make an account at once', async () => {
  const identifiers = { email_address: 'off', username: 'required' } as const
  const nameOnly = await app.create({ name: 'Handles' }, { identifiers })
  const browser = visitor(nameOnly)
  const begun = await begin(browser, {
    password,
    username: 'solo_name',
    first_name: '',
    last_name: '',
    locale: 'uk-UA',
  })
  expect(begun.response).toMatchObject({ required_fields: ['username', 'password'], locale: 'uk-UA' })
  expect(begun.response).toMatchObject({ status: 'complete', first_name: null })
  expect((await me(browser)).response).toMatchObject({ username: 'solo_name', email_addresses: [] })
})

test('where passwords are off an address is enough', async () => {
  const mailOnly = await app.create({ name: 'Mail' }, { first_factors: { password: false } })
  const browser = visitor(mailOnly)
  const email = newEmail()
  const { response } = await begin(browser, { email_address: email, password: 'ignored entirely' })
  expect(response).toMatchObject({ required_fields: ['email_address'], has_password: false })
  await prepare(browser, response.id)
  expect((await attempt(browser, response.id, await mailedCode(browser, email))).response.status).toBe('complete')
  expect((await me(browser)).response.password_enabled).toBe(false)
})
