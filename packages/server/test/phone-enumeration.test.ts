import type { BackendUserView, SignInView, SignUpView } from '@countersign/contract'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { CreatedInstance } from '../src/instances/create.ts'
import type { Sender, SmsMessage } from '../src/transports/transport.ts'
import { startTestApp, type TestApp } from './support/app.ts'
import { type Answer, Browser, backend, mailed, mailedCode, mailFactor, password } from './support/browser.ts'
import { begin, byPhone, createUser, newNumber, phoneFactor, signUpByPhone, steps } from './support/phones.ts'

let app: TestApp
let instance: CreatedInstance

beforeAll(async () => {
  app = await startTestApp()
  instance = await app.create({}, byPhone)
})
afterAll(() => app.close())
beforeEach(() => app.clock.advance(3_600_000))

let count = 0
const newEmail = () => `numbered${++count}@example.com`
const visitor = () => new Browser(app, instance)
const call = () => backend(app, instance)
const make = (fields: object) => createUser(app, instance, fields)

/** Every kind of account there is behind a number, and none. */
const kinds: Record<string, (number: string) => Promise<unknown>> = {
  'an account': (number) => make({ phone_number: [number], email_address: [newEmail()], password }),
  'one without an address': (number) => make({ phone_number: [number], password }),
  'one without a password': (number) => make({ phone_number: [number] }),
  'one whose second step it is': async (number) => {
    const user_id = await make({ email_address: [newEmail()], password })
    const reserved = { verified: true, reserved_for_second_factor: true }
    await call()('POST', '/phone_numbers', { user_id, phone_number: number, ...reserved })
  },
  'one with an app': (number) =>
    make({ phone_number: [number], password, totp_secret: 'JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP' }),
  'one with several numbers': (number) => make({ phone_number: [newNumber(), number, newNumber()], password }),
  'a banned one': async (number) => {
    const id = await make({ phone_number: [number], password })
    await call()('POST', `/users/${id}/ban`)
  },
  'a number that was never verified': async (number) => {
    const user_id = await make({ email_address: [newEmail()], password })
    await call()('POST', '/phone_numbers', { user_id, phone_number: number })
  },
}

type Act = (browser: Browser, number: string) => Promise<Answer<unknown>[]>
const attempts: Record<string, Act> = {
  'a wrong password': async (browser, number) => {
    const begun = await begin(browser, number)
    return [
      begun,
      await steps(browser, begun.response.id).attemptFirst({ strategy: 'password', password: 'wrong one' }),
    ]
  },
  'asking for a code by SMS and guessing it': async (browser, number) => {
    const begun = await begin(browser, number)
    const { prepareFirst, attemptFirst } = steps(browser, begun.response.id)
    const phone_number_id = phoneFactor(begun.response)?.phone_number_id ?? ''
    const sent = await prepareFirst({ strategy: 'phone_code', phone_number_id })
    const soon = await prepareFirst({ strategy: 'phone_code' })
    const guesses = []
    for (let i = 0; i < 6; i++) guesses.push(await attemptFirst({ strategy: 'phone_code', code: '000000' }))
    return [begun, sent, soon, ...guesses, await browser.get(`/client/sign_ins/${begun.response.id}`)]
  },
  'asking for one until the hour is over': async (browser, number) => {
    const answers: Answer<unknown>[] = []
    for (let i = 0; i < 7; i++) {
      app.clock.advance(61_000)
      answers.push(await begin(browser, number, { strategy: 'phone_code' }))
    }
    return answers
  },
  'asking for a code by mail, and for both': async (browser, number) => {
    const begun = await begin(browser, number)
    const { prepareFirst, attemptFirst } = steps(browser, begun.response.id)
    const email_address_id = mailFactor(begun.response, 'email_code')?.email_address_id ?? ''
    const byMail = await prepareFirst({ strategy: 'email_code', email_address_id })
    app.clock.advance(1)
    const reset = await prepareFirst({ strategy: 'reset_password_email_code', email_address_id })
    // The newer of the two is shown, and time stands still.
    app.clock.advance(1)
    const bySms = await prepareFirst({ strategy: 'phone_code' })
    const guess = await attemptFirst({ strategy: 'email_code', code: '000000' })
    return [begun, byMail, reset, bySms, guess, await browser.get(`/client/sign_ins/${begun.response.id}`)]
  },
  'naming a number that is not its own': async (browser, number) => {
    const begun = await begin(browser, number)
    const fields = { strategy: 'phone_code', phone_number_id: 'idn_00000000000000000000000000' }
    return [await steps(browser, begun.response.id).prepareFirst(fields)]
  },
  'signing up with it': async (browser, number) => {
    const begun = await browser.post<SignUpView>('/client/sign_ups', { phone_number: number, password })
    const path = `/client/sign_ups/${begun.response.id}`
    const sent = await browser.post(`${path}/prepare_verification`, { strategy: 'phone_code' })
    const soon = await browser.post(`${path}/prepare_verification`, { strategy: 'phone_code' })
    const guess = await browser.post(`${path}/attempt_verification`, { strategy: 'phone_code', code: '000000' })
    return [begun, sent, soon, guess, await browser.get(path)]
  },
}

/** Everything of an answer but the values that differ for any two attempts. */
function shapeOf(answer: Answer<unknown>, number: string): unknown {
  const text = JSON.stringify(answer.body)
    .replaceAll(number, 'NUMBER')
    .replace(/\*\d{4}"/g, '*LAST"')
    .replace(/"(\w+_)[0-9A-Z]{26}"/g, '"$1"')
    // Attempts of the one are made after those of the other.
    .replace(/"(\w+_at|expire_at)":\d+/g, '"$1":"TIME"')
  const headers = [...answer.headers].filter(([name]) => name !== 'set-cookie' && name !== 'content-length')
  return { status: answer.status, headers, cookies: answer.headers.getSetCookie().length, body: JSON.parse(text) }
}

describe.each(Object.keys(kinds))('%s cannot be told from none', (kind) => {
  test.each(Object.keys(attempts))('by %s (R44, R109, R111)', async (name) => {
    const existing = newNumber()
    await kinds[kind]?.(existing)
    app.clock.advance(60_000)
    const shapes = []
    for (const number of [existing, newNumber()]) {
      const answers = (await attempts[name]?.(visitor(), number)) ?? []
      shapes.push(answers.map((answer) => shapeOf(answer, number)))
    }
    expect(shapes[0]?.length).toBeGreaterThan(0)
    expect(shapes[0]).toEqual(shapes[1])
  })
})

test('an account and no account lock after the same number of failures (R104)', async () => {
  const existing = newNumber()
  await make({ phone_number: [existing], password })
  const seen = []
  for (const number of [existing, newNumber()]) {
    const answers = []
    for (let i = 0; i < 11; i++) answers.push(await begin(visitor(), number, { password: 'a wrong password' }))
    answers.push(await begin(visitor(), number, { password }))
    seen.push(answers.map((answer) => shapeOf(answer, number)))
    expect(answers.at(-1)?.code).toBe('user_locked')
  }
  expect(seen[0]).toEqual(seen[1])
})

test('no number is called by the id of its row, which would tell that there is one (R109)', async () => {
  const [one, none] = [newNumber(), newNumber()]
  const id = await make({ phone_number: [one], password })
  const { response: user } = await call()<BackendUserView>('GET', `/users/${id}`)
  const told = async (number: string) => phoneFactor((await begin(visitor(), number)).response)?.phone_number_id
  expect(await told(one)).not.toBe(user.phone_numbers[0]?.id)
  expect(await told(none)).toBe(await told(none))
  expect((await told(none))?.slice(0, 7)).toBe((await told(one))?.slice(0, 7))
})

describe('where messages cost money', () => {
  let paid: CreatedInstance
  const sender: Sender<SmsMessage> = { name: 'paid', send: async () => ({ providerId: null }), close: async () => {} }
  const spent = async () =>
    (
      await app.database.db
        .selectFrom('limits')
        .select('count')
        .where('key', 'like', `sms|${paid.instance.id}|budget|%`)
        .executeTakeFirst()
    )?.count ?? 0
  const ask = (number: string) => begin(new Browser(app, paid), number, { strategy: 'phone_code' })

  beforeAll(async () => {
    app.context.senders.sms = [sender]
    // Four messages, beside what is kept for owners who have proven something.
    const sms = { countries: ['DE'], daily_budget: 1.2, default_price: 0.25 }
    paid = await app.create({ name: 'Paid' }, { ...byPhone, sms })
  })
  afterAll(() => {
    app.context.senders.sms = []
  })

  test('a number that nobody has costs nothing, and is on hold when the others are (R109, R135)', async () => {
    const number = newNumber()
    await createUser(app, paid, { phone_number: [number], password })
    for (let i = 0; i < 6; i++) expect((await ask(newNumber())).status).toBe(200)
    expect(await spent()).toBe(0)
    expect((await ask(number)).status).toBe(200)
    expect(await spent()).toBe(2500)
    for (let i = 0; i < 3; i++) {
      app.clock.advance(61_000)
      expect((await ask(number)).status).toBe(200)
    }
    app.clock.advance(61_000)
    const [known, unknown] = [await ask(number), await ask(newNumber())]
    expect(known.code).toBe('sms_paused')
    expect([unknown.status, unknown.code]).toEqual([known.status, known.code])
  })

  test('asking for numbers that nobody has pauses no range (R136)', async () => {
    const near = (last: number) => `+4915155${String(500_000 + last)}`
    const [mine] = [near(999)]
    await createUser(app, instance, { phone_number: [mine] })
    for (let i = 0; i < 25; i++) await begin(visitor(), near(i), { strategy: 'phone_code' })
    expect((await begin(visitor(), mine, { strategy: 'phone_code' })).status).toBe(200)
  })
})

test('the owner of a number that somebody signs up with is told, and gets no code (R109)', async () => {
  const number = newNumber()
  await make({ phone_number: [number], password })
  const browser = visitor()
  const begun = await browser.post<SignUpView>('/client/sign_ups', { phone_number: number, password })
  await browser.post(`/client/sign_ups/${begun.response.id}/prepare_verification`, { strategy: 'phone_code' })
  const messages = await mailed(browser, number)
  expect(messages).toHaveLength(1)
  expect(messages[0]).not.toHaveProperty('code')
  expect(messages[0]?.body).toMatch(/^Acme: You already have an account\./)
})

test('a test number that is taken gets the code of all tests, and no second account (R48, R132)', async () => {
  const number = '+12015550177'
  await make({ phone_number: [number], password })
  const again = signUpByPhone(app, instance, number, { password })
  await expect(again).rejects.toThrow()
  const browser = visitor()
  const begun = await browser.post<SignUpView>('/client/sign_ups', { phone_number: number, password })
  const path = `/client/sign_ups/${begun.response.id}`
  await browser.post(`${path}/prepare_verification`, { strategy: 'phone_code' })
  const taken = await browser.post(`${path}/attempt_verification`, { strategy: 'phone_code', code: '424242' })
  expect([taken.code, taken.errors[0]?.meta['param_name']]).toEqual(['form_identifier_exists', 'phone_number'])
})

test('a user is found by number, and may have nothing else (R25)', async () => {
  const number = newNumber()
  const id = await make({ phone_number: [number] })
  const find = (query: string) => call()<BackendUserView[]>('GET', `/users?${query}`)
  const spaced = encodeURIComponent(number.replace(/(.{3})/, '$1 '))
  for (const query of [`phone_number=${spaced}`, `query=${number.slice(1)}`])
    expect((await find(query)).response.map((user) => user.id)).toEqual([id])
  expect((await find('phone_number=nonsense')).response).toEqual([])
  expect(
    (await call()<{ total_count: number }>('GET', `/users/count?phone_number=${spaced}`)).response.total_count,
  ).toBe(1)
  const { response } = await begin(visitor(), number, { strategy: 'phone_code' })
  const code = await mailedCode(visitor(), number)
  const done = await steps(visitor(), response.id).attemptFirst({ strategy: 'phone_code', code })
  expect((done.response as SignInView | null)?.status).not.toBe('complete')
})
