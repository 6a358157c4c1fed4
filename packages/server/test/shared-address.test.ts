import { BlockList } from 'node:net'
import type { BackendUserView, PhoneNumberView, SignInView } from '@countersign/contract'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import type { CreatedInstance } from '../src/instances/create.ts'
import type { SmsMessage } from '../src/transports/transport.ts'
import { startTestApp, type TestApp } from './support/app.ts'
import { type Answer, Browser, backend, codeOf, password, second } from './support/browser.ts'
import { latestCode } from './support/sent-codes.ts'

/** An office, a school or a mobile carrier: two hundred people whose requests all come from one address, within ten minutes. */
let app: TestApp
const people = 200
const minute = 60_000
const address = '203.0.113.9'
const secret = 'JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP'

beforeAll(async () => {
  const trustedProxies = new BlockList()
  trustedProxies.addAddress('127.0.0.1')
  app = await startTestApp({}, { trustedProxies })
  const provider = { name: 'provider', send: async (_: SmsMessage) => ({ providerId: null }), close: async () => {} }
  app.context.senders = { sms: [provider], email: [] }
})
afterAll(() => app.close())

interface Person {
  email: string
  number: string
  browser: Browser
}

let instance: CreatedInstance
let all: Person[] = []
const visitor = () => {
  const browser = new Browser(app, instance)
  browser.origin = `https://${instance.instance.host}`
  browser.headers = { 'x-forwarded-for': address }
  return browser
}

/** Each with a password, a mailbox, an app and a reserved number, so that they can sign in in every way. */
beforeAll(async () => {
  instance = await app.create(
    { name: 'Shared', environment: 'production', host: 'clerk.shared.example' },
    { multi_factor: { totp: true, phone_code: true }, sms: { countries: ['DE'] } },
  )
  const call = backend(app, instance)
  for (let index = 0; index < people; index++) {
    const [email, number] = [`shared${index}@example.com`, `+4915${20 + (index % 8)}${1_000_000 + index * 3737}`]
    const fields = { email_address: [email], password, totp_secret: secret }
    const user_id = (await call<BackendUserView>('POST', '/users', fields)).response.id
    const phone = { user_id, phone_number: number, verified: true, reserved_for_second_factor: true }
    expect((await call<PhoneNumberView>('POST', '/phone_numbers', phone)).status).toBe(200)
    all.push({ email, number, browser: visitor() })
  }
}, 1_800_000)
/** Long after, in browsers that know nobody. */
beforeEach(() => {
  app.clock.advance(120 * minute)
  all = all.map((person) => ({ ...person, browser: visitor() }))
})

let count = 0
/** One in twenty mistypes what they type, once; the steps of different people do not fall on the same ones. */
const mistypes = (index: number, step: number) => (index + step * 7) % 20 === 0
const wrongFor = (code: string) => (code === '000000' ? '000001' : '000000')

/** What was refused of all that was right, and how many got in; one after the other, in nine minutes. */
async function allIn(signIn: (person: Person, index: number) => Promise<Answer<SignInView>>) {
  const ended: Record<string, number> = {}
  for (const [index, person] of all.entries()) {
    // The last one is done before an attempt is ten minutes old.
    app.clock.advance((9 * minute) / people)
    const { code, response } = await signIn(person, index)
    const how = code ?? response.status
    ended[how] = (ended[how] ?? 0) + 1
  }
  return ended
}

async function byPassword({ browser, email }: Person, isMistyped: boolean): Promise<Answer<SignInView>> {
  const start = (secret: string) =>
    browser.post<SignInView>('/client/sign_ins', { identifier: email, password: secret })
  if (isMistyped) expect((await start('not quite the password')).code).toBe('form_password_or_identifier_incorrect')
  return start(password)
}

async function byApp({ browser }: Person, { id }: SignInView, isMistyped: boolean): Promise<Answer<SignInView>> {
  const code = codeOf(secret, app.clock.now())
  if (isMistyped) expect((await second(browser, id, 'totp', wrongFor(code))).code).toBe('form_code_incorrect')
  return second(browser, id, 'totp', code)
}

test('two hundred people sign in from one address in ten minutes with password and authenticator app (R107)', async () => {
  const ended = await allIn(async (person, index) => {
    const begun = await byPassword(person, mistypes(index, 0))
    return begun.code ? begun : byApp(person, begun.response, mistypes(index, 1))
  })
  expect(ended).toEqual({ complete: people })
}, 1_800_000)

test('two hundred people sign in from one address in ten minutes with password and SMS code (R107, R135)', async () => {
  const ended = await allIn(async (person, index) => {
    const begun = await byPassword(person, mistypes(index, 0))
    if (begun.code) return begun
    const path = `/client/sign_ins/${begun.response.id}/prepare_second_factor`
    const sent = await person.browser.post<SignInView>(path, { strategy: 'phone_code' })
    if (sent.code) return sent
    const code = await latestCode(app, { instance }, person.number)
    const give = (value: string) => second(person.browser, begun.response.id, 'phone_code', value)
    if (mistypes(index, 1)) expect((await give(wrongFor(code))).code).toBe('form_code_incorrect')
    return give(code)
  })
  expect(ended).toEqual({ complete: people })
}, 1_800_000)

test('two hundred people sign in from one address in ten minutes with email code and authenticator app (R107, R135)', async () => {
  // All of them have asked before the first one has read the mail.
  const begun: SignInView[] = []
  for (const { browser, email } of all) {
    const { response } = await browser.post<SignInView>('/client/sign_ins', {
      identifier: email,
      strategy: 'email_code',
    })
    begun.push(response)
  }
  const ended = await allIn(async (person, index) => {
    const { id } = begun[index]!
    const code = await latestCode(app, { instance }, person.email)
    const give = (value: string) =>
      person.browser.post<SignInView>(`/client/sign_ins/${id}/attempt_first_factor`, {
        strategy: 'email_code',
        code: value,
      })
    if (mistypes(index, 0)) expect((await give(wrongFor(code))).code).toBe('form_code_incorrect')
    const first = await give(code)
    return first.code ? first : byApp(person, first.response, mistypes(index, 1))
  })
  expect(ended).toEqual({ complete: people })
}, 1_800_000)

test('what neighbors did rightly opens nothing to an address that only fails (R107)', async () => {
  const guess = () => {
    return visitor().post<SignInView>('/client/sign_ins', {
      identifier: `spray${++count}@example.com`,
      password: 'a wrong one',
    })
  }
  const answers: Record<string, number> = {}
  for (let index = 0; index < 25; index++) {
    const { code = '' } = await guess()
    answers[code] = (answers[code] ?? 0) + 1
    if (index === 10) expect((await byPassword(all[0]!, false)).response.status).toBe('needs_second_factor')
  }
  expect(answers).toEqual({ form_password_or_identifier_incorrect: 20, too_many_requests: 5 })
}, 120_000)
