import { randomBytes } from 'node:crypto'
import type { AddressInfo } from 'node:net'
import { createServer } from 'node:net'
import { setTimeout as wait } from 'node:timers/promises'
import type { BackendUserView, PhoneNumberView, SettingsPatch, SignInView } from '@countersign/contract'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import type { CreatedInstance } from '../src/instances/create.ts'
import { type LimitName, limits } from '../src/limits/limits.ts'
import { signWebhook, webhookHeaders } from '../src/transports/webhook-signature.ts'
import { startTestApp, type TestApp } from './support/app.ts'
import { type Answer, Browser, backend, password } from './support/browser.ts'
import { limitsOfTheServer } from './support/counters.ts'
import { testEngine } from './support/database.ts'
import { hang, SmsProvider } from './support/peers/sms-provider.ts'
import { type ServerProcess, startServer } from './support/server-process.ts'

/**
 * Two real servers on one database. Every request of a browser goes to the other server than the one before, and bursts go to both at the
 * same time: a limit that one process keeps for itself lets twice as many through.
 */
let here: TestApp
/** What the browsers talk to: both servers, in turn. */
let both: TestApp
let servers: [ServerProcess, ServerProcess]
const providers = [new SmsProvider(), new SmsProvider()] as const
let turn = 0

/** On SQLite a second server on the same data is refused (process.test.ts): there is nothing to share. */
const start = testEngine === 'postgres' ? startBoth : () => console.log('Two servers need PostgreSQL: left out here.')

async function startBoth(): Promise<void> {
  const masterKey = randomBytes(32)
  here = await startTestApp({}, { masterKeys: [masterKey] })
  const { options } = here.database
  const ports = await Promise.all([freePort(), freePort()])
  const [one, other] = await Promise.all(
    ports.map(async (port, index) =>
      startServer(port, {
        DATABASE_URL: options.kind === 'postgres' ? options.url : '',
        COUNTERSIGN_MASTER_KEY: masterKey.toString('base64'),
        COUNTERSIGN_SMS: await providers[index]!.listen(),
        COUNTERSIGN_TRUSTED_PROXIES: '127.0.0.1',
      }),
    ),
  )
  servers = [one!, other!]
  const request = (url: string, init?: RequestInit) => servers[turn++ % 2]!.request(url, init)
  both = { ...here, app: { request } as unknown as TestApp['app'] }
}

async function freePort(): Promise<number> {
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  await new Promise((resolve) => server.close(resolve))
  return port
}

beforeAll(start, 120_000)
afterAll(async () => {
  await Promise.all(servers?.map((server) => server.kill()) ?? [])
  for (const provider of providers) provider.stop()
  await here?.close()
})

let count = 0
const phonesOn = { multi_factor: { totp: true, phone_code: true, backup_code: true }, sms: { countries: ['DE'] } }

async function newInstance(settings: SettingsPatch = {}): Promise<CreatedInstance> {
  const name = `shared-${++count}`
  const host = `clerk.${name}.example`
  return here.create({ name, environment: 'production', host }, { ...phonesOn, ...settings })
}

/** Everybody has an address of their own, so that no limit of an address hides the one under test. */
function visitor(instance: CreatedInstance): Browser {
  const browser = new Browser(both, instance)
  browser.origin = `https://${instance.instance.host}`
  browser.headers = { 'x-forwarded-for': newAddress() }
  return browser
}
const newAddress = () => `10.9.${++count >> 8}.${count & 255}`

/** What an app's own server has set up beforehand. */
const call = <T>(instance: CreatedInstance, method: string, path: string, body: unknown) =>
  backend(here, instance)<T>(method, path, body).then((answer) => {
    if (answer.status !== 200) throw new Error(JSON.stringify(answer.body))
    return answer.response
  })

async function newUser(instance: CreatedInstance, fields = {}): Promise<{ id: string; email: string }> {
  const email = `shared${++count}@example.com`
  const { id } = await call<BackendUserView>(instance, 'POST', '/users', {
    email_address: [email],
    password,
    ...fields,
  })
  return { id, email }
}

/** German numbers, far apart from each other unless it is said where in one range they are. */
const newNumber = (last?: number, range = '11') =>
  last === undefined
    ? `+49151${20 + (++count % 70)}${String(count % 900).padStart(6, '1')}`
    : `+49151${range}${100_000 + last}`

/** Somebody signed in, with a number that is not verified. */
async function withNumber(instance: CreatedInstance, number = newNumber()) {
  const { id, email } = await newUser(instance)
  const fields = { user_id: id, phone_number: number }
  const phone = await call<PhoneNumberView>(instance, 'POST', '/phone_numbers', fields)
  const browser = visitor(instance)
  const { response } = await browser.post<SignInView>('/client/sign_ins', { identifier: email, password })
  expect(response.status).toBe('complete')
  const path = `/me/phone_numbers/${phone.id}`
  return {
    browser,
    number,
    prepare: () => browser.post(`${path}/prepare_verification`),
    attempt: (code: string) => browser.post(`${path}/attempt_verification`, { code }),
  }
}

/** Somebody who has given the password and owes the second step; the number is reserved for it. */
async function atSecondStep(instance: CreatedInstance, fields = {}) {
  const { id, email } = await newUser(instance, fields)
  const number = newNumber()
  const reserved = { user_id: id, phone_number: number, verified: true, reserved_for_second_factor: true }
  await call<PhoneNumberView>(instance, 'POST', '/phone_numbers', reserved)
  const browser = visitor(instance)
  const { response } = await browser.post<SignInView>('/client/sign_ins', { identifier: email, password })
  const path = `/client/sign_ins/${response.id}`
  return {
    browser,
    email,
    number,
    prepare: () => browser.post(`${path}/prepare_second_factor`, { strategy: 'phone_code' }),
    attempt: (code: string, strategy = 'phone_code') =>
      browser.post<SignInView>(`${path}/attempt_second_factor`, { strategy, code }),
  }
}

/** How many of each answer came back. */
async function burst(times: number, ask: (index: number) => Promise<Answer<unknown>>): Promise<Record<string, number>> {
  const answers = await Promise.all(Array.from({ length: times }, (_, index) => ask(index)))
  const counts: Record<string, number> = {}
  for (const { status, code = String(status) } of answers) counts[code] = (counts[code] ?? 0) + 1
  return counts
}

/** The time of one window of an instance's destinations passes. */
async function pass(instance: CreatedInstance, ...lengths: number[]): Promise<void> {
  for (const length of lengths)
    await here.context.db
      .deleteFrom('limits')
      .where('key', 'like', `send|${instance.instance.id}|%|${length}`)
      .execute()
}

async function codeTo(number: string): Promise<string> {
  const last = () => providers.flatMap(({ got }) => got).findLast(({ to }) => to === number)
  const { body } = await vi.waitFor(() => last() ?? Promise.reject(new Error('not yet')), { timeout: 5_000 })
  return /^\d{6}/.exec(body)?.[0] ?? ''
}
const wrongFor = (code: string) => (code === '000000' ? '000001' : '000000')

/** One request of each kind that is limited by address. What it is answered does not matter, as long as it is not 429. */
const kinds: Record<LimitName, (browser: Browser, instance: CreatedInstance) => Promise<Answer<unknown>>> = {
  sign_in_start: (browser) => browser.post('/client/sign_ins'),
  first_factor: (browser) => browser.post('/client/sign_ins/none/attempt_first_factor', { password: 'x' }),
  second_factor: (browser) =>
    browser.post('/client/sign_ins/none/attempt_second_factor', { strategy: 'totp', code: '1' }),
  send: (browser) => browser.post('/client/sign_ins/none/prepare_second_factor', { strategy: 'phone_code' }),
  account_change: (browser) => browser.post('/me/phone_numbers', { phone_number: '+49' }),
  token: (browser) => browser.post('/client/sessions/none/tokens'),
  backend: (browser, instance) => {
    const request = (url: string, init: RequestInit) =>
      both.app.request(url, { ...init, headers: { ...(init.headers as Record<string, string>), ...browser.headers } })
    return backend({ ...both, app: { request } as unknown as TestApp['app'] }, instance)('GET', '/users/count')
  },
}

/** With four requests left in one window and plenty in the others, eight at once. */
async function takeLastFour(name: LimitName, seconds: number, allowed: number): Promise<void> {
  const instance = await newInstance()
  const browser = visitor(instance)
  const ask = () => kinds[name](browser, instance)
  expect((await ask()).status).not.toBe(429)
  const { db, keyring } = here.context
  const subject = keyring.mac('limit', `${instance.instance.id}|${browser.headers['x-forwarded-for']}`)
  for (const window of limits[name]) {
    const left = window.seconds === seconds ? allowed - 4 : 0
    const key = `${subject}|${name}|${window.seconds}`
    const changed = await db.updateTable('limits').set({ count: left }).where('key', '=', key).executeTakeFirst()
    expect(changed.numUpdatedRows).toBe(1n)
  }
  const { too_many_requests: refused } = await burst(8, ask)
  expect(refused).toBe(4)
}

const byAddress: [string, () => Promise<void>][] = (Object.keys(kinds) as LimitName[]).flatMap((name) =>
  limits[name].map(({ count: allowed, seconds }): [string, () => Promise<void>] => [
    `${name}: ${allowed} in ${seconds} s`,
    () => takeLastFour(name, seconds, allowed),
  ]),
)

const minute = 60_000
const hour = 60 * minute

async function mailTo(instance: CreatedInstance, email: string): Promise<() => Promise<Answer<unknown>>> {
  const browser = visitor(instance)
  const { response } = await browser.post<SignInView>('/client/sign_ins', { identifier: email })
  return () => browser.post(`/client/sign_ins/${response.id}/prepare_first_factor`, { strategy: 'email_code' })
}

/** Sends round after round, after each of which `lengths` have passed, until one round gets nothing through. */
async function fill(
  instance: CreatedInstance,
  lengths: number[],
  ask: () => Promise<Answer<unknown>>,
): Promise<number> {
  let sent = 0
  for (let round = 0; round < 30; round++) {
    const { 200: taken = 0, ...refused } = await burst(4, ask)
    expect(Object.keys(refused)).toEqual(['too_many_requests'])
    if (taken === 0) return sent
    sent += taken
    await pass(instance, ...lengths)
  }
  return sent
}

const others: [covers: string, prove: () => Promise<void>][] = [
  [
    'send-limits: 1 in codes.email_resend_seconds * 1000',
    async () => {
      const instance = await newInstance()
      const { email } = await newUser(instance)
      const asks = await Promise.all(Array.from({ length: 8 }, () => mailTo(instance, email)))
      expect(await burst(8, (index) => asks[index]!())).toEqual({ 200: 1, too_many_requests: 7 })
    },
  ],
  [
    'send-limits: 5 in hour',
    async () => {
      const instance = await newInstance()
      const { email } = await newUser(instance)
      const ask = async () => (await mailTo(instance, email))()
      expect(await fill(instance, [30_000], ask)).toBe(5)
    },
  ],
  [
    'send-limits: 20 in day',
    async () => {
      const instance = await newInstance()
      const { email } = await newUser(instance)
      const ask = async () => (await mailTo(instance, email))()
      expect(await fill(instance, [30_000, hour], ask)).toBe(20)
    },
  ],
  [
    'send-limits: 1 in codes.sms_resend_seconds * 1000',
    async () => {
      const instance = await newInstance()
      const verifying = await withNumber(instance)
      expect(await burst(20, verifying.prepare)).toEqual({ 200: 1, too_many_requests: 19 })
      const signingIn = await atSecondStep(instance)
      expect(await burst(20, signingIn.prepare)).toEqual({ 200: 1, too_many_requests: 19 })
    },
  ],
  [
    'send-limits: 5 in hour',
    async () => {
      const instance = await newInstance()
      const { browser, prepare } = await atSecondStep(instance)
      const ask = () => {
        browser.headers = { 'x-forwarded-for': newAddress() }
        return prepare()
      }
      expect(await fill(instance, [minute], ask)).toBe(5)
    },
  ],
  [
    'send-limits: 10 in day',
    async () => {
      const instance = await newInstance()
      const { browser, prepare } = await atSecondStep(instance)
      const ask = () => {
        browser.headers = { 'x-forwarded-for': newAddress() }
        return prepare()
      }
      expect(await fill(instance, [minute, hour], ask)).toBe(10)
    },
  ],
  [
    'send-limits: 20 in day',
    async () => {
      const instance = await newInstance()
      const { id, email } = await newUser(instance)
      const browser = visitor(instance)
      const ids: string[] = []
      for (let index = 0; index < 5; index++) {
        const fields = { user_id: id, phone_number: newNumber() }
        ids.push((await call<PhoneNumberView>(instance, 'POST', '/phone_numbers', fields)).id)
      }
      await browser.post('/client/sign_ins', { identifier: email, password })
      let sent = 0
      for (let round = 0; round < 6; round++) {
        browser.headers = { 'x-forwarded-for': newAddress() }
        const prepare = (index: number) => browser.post(`/me/phone_numbers/${ids[index]}/prepare_verification`)
        sent += (await burst(5, prepare))['200'] ?? 0
        await pass(instance, minute, 10 * minute, hour)
      }
      expect(sent).toBe(20)
    },
  ],
  [
    'send-limits: 3 in 10 * minute',
    async () => {
      const instance = await newInstance()
      const people = await Promise.all(Array.from({ length: 12 }, (_, i) => withNumber(instance, newNumber(i))))
      expect(await burst(12, (index) => people[index]!.prepare())).toEqual({ 200: 3, too_many_requests: 9 })
    },
  ],
  [
    'messages/conversion.ts: takeOne',
    async () => {
      const instance = await newInstance()
      const people = await Promise.all(Array.from({ length: 30 }, (_, i) => withNumber(instance, newNumber(i * 1000))))
      expect(await burst(30, (index) => people[index]!.prepare())).toEqual({ 200: 20, sms_paused: 10 })

      const busy = await newInstance()
      const numbers = Array.from({ length: 24 }, (_, i) => newNumber(i * 1000, '12'))
      const readers = await Promise.all(numbers.map((number) => withNumber(busy, number)))
      for (const { prepare, attempt, number } of readers.slice(0, 5)) {
        expect((await prepare()).status).toBe(200)
        expect((await attempt(await codeTo(number))).status).toBe(200)
      }
      // Five answers, counted by both servers, are enough for two dozen messages.
      expect(await burst(19, (index) => readers[index + 5]!.prepare())).toEqual({ 200: 19 })
    },
  ],
  [
    'messages/budget.ts: takeAmount',
    async () => {
      const instance = await newInstance({ sms: { countries: ['DE'], daily_budget: 0.75, default_price: 0.1 } })
      const people = await Promise.all(Array.from({ length: 20 }, () => atSecondStep(instance)))
      expect(await burst(20, (index) => people[index]!.prepare())).toEqual({ 200: 7, sms_paused: 13 })
    },
  ],
  [
    'messages/codes.ts: chargeTry',
    async () => {
      const { prepare, attempt, number } = await withNumber(await newInstance())
      await prepare()
      const wrong = wrongFor(await codeTo(number))
      expect(await burst(8, () => attempt(wrong))).toEqual({ form_code_incorrect: 5, verification_failed: 3 })
    },
  ],
  [
    'limits/failures.ts: chargeFailure',
    async () => {
      const instance = await newInstance()
      const { email } = await newUser(instance)
      const guess = () =>
        visitor(instance).post('/client/sign_ins', { identifier: email, password: 'not the right one at all' })
      expect(await burst(30, guess)).toEqual({ form_password_or_identifier_incorrect: 10, user_locked: 20 })
      expect((await visitor(instance).post('/client/sign_ins', { identifier: email, password })).code).toBe(
        'user_locked',
      )
    },
  ],
  [
    'limits/backup-tries.ts: takeOne',
    async () => {
      const { attempt } = await atSecondStep(await newInstance(), { backup_codes: ['ABCD-EFGH-JKMNP'] })
      expect(await burst(5, () => attempt('0000-0000-00000', 'backup_code'))).toEqual({
        form_code_incorrect: 3,
        too_many_requests: 2,
      })
    },
  ],
  [
    'messages/outgoing.ts: takeOne',
    async () => {
      const { email, prepare, attempt, number } = await atSecondStep(await newInstance())
      await prepare()
      const wrong = wrongFor(await codeTo(number))
      expect(await burst(5, () => attempt(wrong))).toEqual({ form_code_incorrect: 5 })
      const told = here.context.db.selectFrom('messages').select('id').where('destination', '=', email)
      expect(await told.where('kind', '=', 'second_factor_failed').execute()).toHaveLength(1)
    },
  ],
  [
    'flows/sign-in/sign-in.second.ts: chargeSecondTry',
    async () => {
      const { prepare, attempt, number } = await atSecondStep(await newInstance({ codes: { attempts: 3 } }))
      await prepare()
      const code = await codeTo(number)
      expect(await burst(9, () => attempt(wrongFor(code)))).toEqual({ form_code_incorrect: 3, verification_failed: 6 })
      expect((await attempt(code)).code).toBe('verification_failed')
    },
  ],
  [
    'flows/reverification/reverification.ts: chargeSecondTry',
    async () => {
      const instance = await newInstance({ codes: { attempts: 3 } })
      const { browser, prepare, attempt, number } = await atSecondStep(instance)
      await prepare()
      const done = await attempt(await codeTo(number))
      const verify = `/client/sessions/${done.response.created_session_id}/verify`
      await browser.post(verify, { level: 'second_factor' })
      await pass(instance, minute)
      expect((await browser.post(`${verify}/prepare_second_factor`, { strategy: 'phone_code' })).status).toBe(200)
      const guess = () => browser.post(`${verify}/attempt_second_factor`, { strategy: 'phone_code', code: '000000' })
      expect(await burst(9, guess)).toEqual({ form_code_incorrect: 3, verification_failed: 6 })
    },
  ],
]

/** A receipt as the provider brings it, signed or not; both servers are asked in turn. */
async function bring(id: string, secret: string, address = newAddress()): Promise<Answer<unknown>> {
  const body = JSON.stringify({ id, status: 'delivered' })
  const timestamp = String(Math.floor(Date.now() / 1000))
  const headers = {
    'content-type': 'application/json',
    'x-forwarded-for': address,
    [webhookHeaders.timestamp]: timestamp,
    [webhookHeaders.signature]: signWebhook(secret, timestamp, body),
  }
  const answer = await both.app.request('http://localhost/v1/receipts/webhook', { method: 'POST', headers, body })
  const text = await answer.text()
  const code = answer.ok ? undefined : JSON.parse(text).errors[0].code
  return { status: answer.ok ? 200 : answer.status, code } as Answer<unknown>
}
const refusals = async () =>
  (await here.context.db.selectFrom('audit').select('id').where('event', '=', 'receipt.refused').execute()).length

others.push(
  [
    'messages/receipts/take-receipt.ts: takeOne',
    async () => {
      const { prepare, number } = await withNumber(await newInstance())
      await prepare()
      await codeTo(number)
      const id = providers.flatMap(({ got }) => got).findLast(({ to }) => to === number)?.id ?? ''
      const sent = here.context.db.selectFrom('messages').select('status').where('id', '=', id)
      await vi.waitFor(async () => expect(await sent.execute()).toEqual([{ status: 'sent' }]))
      // Signed once and brought twenty times; a second may pass in between, and with it the signature.
      const at = Date.now()
      await wait(1000 - (at % 1000) + 20)
      expect(await burst(20, () => bring(id, 'a-secret-of-the-test'))).toEqual({ 200: 1, receipt_replayed: 19 })
    },
  ],
  [
    'messages/sms-notice.ts: takeOne',
    async () => {
      const instance = await newInstance()
      const { id } = await newUser(instance)
      const first = newNumber()
      const add = async (phone_number: string) => {
        const fields = { user_id: id, phone_number, verified: true }
        expect((await backend(both, instance)('POST', '/phone_numbers', fields)).status).toBe(200)
      }
      for (const number of [first, newNumber()]) await add(number)
      // An account holds five numbers: the third and fourth notice of the day are taken for sent.
      const key = `sms-notice|${instance.instance.id}|%`
      await here.context.db.updateTable('limits').set({ count: 4 }).where('key', 'like', key).execute()
      for (const number of [newNumber(), newNumber()]) await add(number)
      const told = here.context.db.selectFrom('messages').select('id').where('destination', '=', first)
      expect(await told.where('kind', '=', 'phone_added').execute()).toHaveLength(2)
    },
  ],
  [
    'receipts-api/refusals.ts: takeOne',
    async () => {
      const before = await refusals()
      const address = newAddress()
      expect(await burst(30, () => bring('none', 'forged', address))).toEqual({ receipt_signature_invalid: 30 })
      expect((await refusals()) - before).toBe(20)
    },
  ],
  [
    'receipts-api/refusals.ts: takeOne',
    async () => {
      await bring('none', 'forged')
      const before = await refusals()
      const all = here.context.db.updateTable('limits').set({ count: 496 }).where('key', '=', 'receipt-refused')
      expect((await all.executeTakeFirst()).numUpdatedRows).toBe(1n)
      expect(await burst(8, () => bring('none', 'forged'))).toEqual({ receipt_signature_invalid: 8 })
      expect((await refusals()) - before).toBe(4)
    },
  ],
)

test('every limit of the server has a row here', () => {
  expect([...byAddress, ...others].map(([covers]) => covers).sort()).toEqual(limitsOfTheServer())
})

if (testEngine === 'postgres') {
  test.each([...byAddress, ...others])(
    'two servers let no more through than one: %s (R106)',
    async (_, prove) => prove(),
    60_000,
  )

  describe('a code is accepted once by twenty callers of two servers', () => {
    test('when it proves a number (R14)', async () => {
      const { prepare, attempt, number } = await withNumber(await newInstance({ lockout: { attempts: 20 } }))
      await prepare()
      const code = await codeTo(number)
      const { 200: accepted } = await burst(20, () => attempt(code))
      expect(accepted).toBe(1)
    })

    test('when it is the second step of a sign-in, and one session is opened (R14)', async () => {
      const instance = await newInstance({ lockout: { attempts: 20 } })
      const { prepare, attempt, number } = await atSecondStep(instance)
      await prepare()
      const code = await codeTo(number)
      const { 200: accepted } = await burst(20, () => attempt(code))
      expect(accepted).toBe(1)
      const sessions = here.context.db.selectFrom('sessions').select('id')
      expect(await sessions.where('instance_id', '=', instance.instance.id).execute()).toHaveLength(1)
    })
  })

  test('two workers have sent every message once (R137)', async () => {
    const { db } = here.context
    const ofSms = db.selectFrom('messages').select(['id', 'status']).where('channel', '=', 'sms')
    await vi.waitFor(async () => expect(await ofSms.where('status', '=', 'queued').execute()).toEqual([]))
    const ids = providers.flatMap(({ got }) => got.map(({ id }) => id))
    expect(ids.toSorted()).toEqual((await ofSms.execute()).map(({ id }) => id).toSorted())
    for (const { got } of providers) expect(got.length).toBeGreaterThan(0)
  })

  test('what a server that died had in hand is sent by the other, under the same id and with the same code (R137)', async () => {
    const [first, second] = providers
    first.behave = hang
    const instance = await newInstance()
    const taken = async () => {
      for (;;) {
        // Whichever worker looks first has it: until it is the one that will die.
        const { number, prepare } = await atSecondStep(instance)
        expect((await prepare()).status).toBe(200)
        await wait(500)
        const message = first.got.find(({ to }) => to === number)
        if (message) return message
      }
    }
    const message = await taken()
    await servers[0].kill()
    await here.context.db.updateTable('messages').set({ next_at: Date.now() }).where('id', '=', message.id).execute()
    await vi.waitFor(() => expect(second.got).toContainEqual(message), { timeout: 10_000 })
    expect(second.got.filter(({ id }) => id === message.id)).toHaveLength(1)
  })
}
