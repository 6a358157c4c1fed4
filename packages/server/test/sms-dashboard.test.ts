import type { ClientView, PhoneNumberView } from '@countersign/contract'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { makeFirstInstances } from '../src/instances/bootstrap.ts'
import type { CreatedInstance } from '../src/instances/create.ts'
import { startWorker, type Worker } from '../src/messages/outbox/worker.ts'
import { openSmsSenders } from '../src/transports/open.ts'
import { parseSmsTransports } from '../src/transports/parse.ts'
import { startTestApp, type TestApp } from './support/app.ts'
import { type Browser, codeOf, enrol, mailedCode, second, signUp } from './support/browser.ts'
import { type Operator, signInByLink } from './support/operator.ts'
import { answerWith, SmsProvider } from './support/peers/sms-provider.ts'

interface Message {
  id: string
  channel: string
  kind: string
  to: string
  status: string
  price: number
  country: string | null
  transport: string | null
}
interface Counts {
  sent: number
  answered: number
  refused: number
  spent: number
  saved: number
}
interface Spending {
  days: (Counts & { day: string })[]
  countries: (Counts & { country: string })[]
  budget: { used: number; most: number; level: number; resets_at: number }
  is_paid: boolean
}

let app: TestApp
let dashboard: CreatedInstance
let operator: Operator
let secret = ''
let instance: CreatedInstance
let other: CreatedInstance
let provider: SmsProvider
let worker: Worker | null = null
let count = 0

beforeAll(async () => {
  app = await startTestApp()
  dashboard = { instance: (await makeFirstInstances(app.context)).dashboard, secretKey: '' }
})
afterAll(() => app.close())
beforeEach(async () => {
  app.clock.advance(3_600_000)
  await enter()
  instance = await app.create({ name: `Board ${++count}` }, phonesOn)
  other = await app.create({ name: `Other ${count}` }, phonesOn)
  provider = new SmsProvider()
})
afterEach(async () => {
  await worker?.stop()
  worker = null
  provider.stop()
  app.context.senders = { sms: [], email: [] }
})

const phonesOn = {
  multi_factor: { totp: true, phone_code: true, backup_code: true },
  sms: { countries: ['DE'], daily_budget: 1, prices: { DE: 0.1 } },
}
async function connect(): Promise<void> {
  const sms = await openSmsSenders(parseSmsTransports(await provider.listen()), { clock: app.clock })
  app.context.senders = { sms, email: [] }
}
/** An operator who has just proven both factors. */
async function enter(): Promise<void> {
  operator = await signInByLink(app, dashboard)
  if (secret === '') {
    secret = (await enrol(operator)).secret
    return
  }
  const { response } = await operator.get<ClientView>('/client')
  const code = codeOf(secret, app.clock.now())
  const proven = await second(operator, response.sign_in?.id ?? '', 'totp', code)
  if (proven.response.status !== 'complete') throw new Error(JSON.stringify(proven.body))
}
const ask = <T>(method: string, rest: string, body?: unknown, { instance: { id } } = instance) =>
  operator.ask<T>(method, `/instances/${id}${rest}`, body)
const person = (on = instance) => signUp(app, on, `board${++count}@example.com`)
const newNumber = () => `+49151${String(10_000_000 + (++count % 80) * 1_000_003)}`
async function prepare(browser: Browser, number = newNumber()) {
  const { response } = await browser.post<PhoneNumberView>('/me/phone_numbers', { phone_number: number })
  const answer = await browser.post(`/me/phone_numbers/${response.id}/prepare_verification`)
  return { number, answer, path: `/me/phone_numbers/${response.id}` }
}

describe('the list of messages', () => {
  test('says who got what when, by which transport and at which price, and never what it said', async () => {
    await connect()
    worker = startWorker(app.context)
    const browser = await person()
    // What happened at the same time has no order.
    app.clock.advance(1)
    const { number } = await prepare(browser)
    const code = await mailedCode(browser, number)
    await expect
      .poll(
        async () => (await ask<{ messages: Message[] }>('GET', '/messages?channel=sms')).response.messages[0]?.status,
      )
      .toBe('sent')
    const listed = await ask<{ messages: Message[]; next: string | null }>('GET', '/messages')
    const [sms, mail] = listed.response.messages
    expect(sms).toMatchObject({
      ...{ channel: 'sms', kind: 'code', country: 'DE', price: 0.1, transport: 'webhook 127.0.0.1', receipt: null },
      to: `+49 *******${number.slice(-4)}`,
    })
    expect(mail).toMatchObject({ channel: 'email', kind: 'code', price: 0, status: 'kept' })
    expect(listed.response.next).toBeNull()
    const one = await ask<Message & { trail: { what: string }[] }>('GET', `/messages/${sms?.id}`)
    expect(one.response).toMatchObject({ to: number, tries: 1, problem: null })
    expect(one.response.trail.map(({ what }) => what)).toEqual(['created', 'sent'])
    for (const { body } of [listed, one]) {
      expect(JSON.stringify(body)).not.toContain(code)
      expect(JSON.stringify(body)).not.toMatch(/subject|body|content|is your Board/)
    }
  })

  test('is searched by the whole address or number, filtered, and paged by fifty', async () => {
    const rows = Array.from({ length: 120 }, (_, index) => ({
      ...{ id: `msg_${String(index).padStart(26, '0')}`, instance_id: instance.instance.id, kind: 'code' },
      ...{ channel: index % 2 === 0 ? ('sms' as const) : ('email' as const), content_sealed: '' },
      ...{ destination: '+4915112345678', destination_key: index === 7 ? 'x@example.com' : '+4915112345678' },
      ...{ created_at: app.clock.now() - (index % 3), status: index === 9 ? ('refused' as const) : ('sent' as const) },
    }))
    await app.database.db.insertInto('messages').values(rows).execute()
    const seen: string[] = []
    let next: string | null = ''
    let pages = 0
    while (next !== null) {
      const page: { response: { messages: Message[]; next: string | null } } = await ask(
        'GET',
        `/messages${next && `?before=${next}`}`,
      )
      expect(page.response.messages.length).toBeLessThanOrEqual(50)
      seen.push(...page.response.messages.map(({ id }) => id))
      next = page.response.next
      pages++
    }
    expect([pages, seen.length, new Set(seen).size]).toEqual([3, 120, 120])
    const found = async (query: string) =>
      (await ask<{ messages: Message[] }>('GET', `/messages?${query}`)).response.messages.map(({ id }) => id)
    expect(await found('to=X%40Example.com')).toEqual([rows[7]?.id])
    expect(await found('status=refused')).toEqual([rows[9]?.id])
    expect(await found('channel=email&to=%2B49%20151%2012345678')).toHaveLength(50)
    expect(await found('to=nobody%40')).toEqual([])
    expect(await found('to=12345')).toEqual([])
    for (const wrong of ['before=1', 'before=1.msg_x', 'status=lost', 'channel=fax'])
      expect((await ask('GET', `/messages?${wrong}`)).status).toBe(422)
    // Deleted here, as their ids are not unique over the other tests.
    await app.database.db.deleteFrom('messages').where('instance_id', '=', instance.instance.id).execute()
  })

  test('messages of another instance are not there, neither listed nor opened nor counted', async () => {
    await prepare(await person(other))
    const theirs = await ask<{ messages: Message[] }>('GET', '/messages?channel=sms', undefined, other)
    const [message] = theirs.response.messages
    expect(message?.channel).toBe('sms')
    expect((await ask<{ messages: Message[] }>('GET', '/messages')).response.messages).toEqual([])
    expect((await ask('GET', `/messages/${message?.id}`)).code).toBe('resource_not_found')
    expect((await ask<Spending>('GET', '/sms/spending?days=7')).response.countries).toEqual([])
    expect((await ask('GET', '/messages', undefined, dashboard)).code).toBe('resource_not_found')
  })
})

describe('what SMS cost', () => {
  test('by day and country, with what was answered, refused and saved, and how today’s budget stands (R135)', async () => {
    await connect()
    const browser = await person()
    const { number, path } = await prepare(browser)
    await browser.post(`${path}/attempt_verification`, { code: await mailedCode(browser, number) })
    for (let i = 0; i < 4; i++) await prepare(await person())
    expect((await prepare(browser, '+33612345678')).answer.code).toBe('sms_country_not_allowed')
    const { response } = await ask<Spending>('GET', '/sms/spending?days=30')
    expect(response.days).toHaveLength(30)
    const today = new Date(app.clock.now()).toISOString().slice(0, 10)
    expect(response.days.at(-1)).toEqual({
      day: today,
      sent: 5,
      answered: 1,
      notices: 0,
      refused: 1,
      spent: 0.5,
      saved: 0.1,
    })
    expect(response.days.slice(0, -1).every(({ sent, spent }) => sent === 0 && spent === 0)).toBe(true)
    expect(response.countries).toEqual([
      { country: 'DE', sent: 5, answered: 1, notices: 0, refused: 0, spent: 0.5, saved: 0 },
      { country: 'FR', sent: 0, answered: 0, notices: 0, refused: 1, spent: 0, saved: 0.1 },
    ])
    expect(response.budget).toMatchObject({ used: 0.5, most: 1, level: 50 })
    expect(response.budget.resets_at).toBe(Date.parse(today) + 86_400_000)
    expect((await ask('GET', '/sms')).body).toEqual({ budget_level: 50, paused: 0 })
    for (let i = 0; i < 5; i++) await prepare(await person())
    expect((await ask('GET', '/sms')).body).toEqual({ budget_level: 100, paused: 0 })
    app.clock.advance(86_400_000 * 7)
    await enter()
    expect((await ask<Spending>('GET', '/sms/spending?days=7')).response.countries).toEqual([])
    expect((await ask<Spending>('GET', '/sms/spending?days=30')).response.countries).toHaveLength(2)
  })

  test('where nobody is paid, nothing is spent and no budget is used up', async () => {
    await prepare(await person())
    const { response } = await ask<Spending>('GET', '/sms/spending?days=7')
    expect(response).toMatchObject({ is_paid: false, budget: { used: 0, level: 0 } })
    expect(response.countries).toEqual([
      { country: 'DE', sent: 1, answered: 0, notices: 0, refused: 0, spent: 0, saved: 0 },
    ])
  })

  test('a price is set for a country and taken out again', async () => {
    const prices = async (patch: object) =>
      (await ask<{ sms: { prices: object } }>('PATCH', '/settings', { sms: { prices: patch } })).response.sms.prices
    expect(await prices({ FR: 0.05 })).toEqual({ DE: 0.1, FR: 0.05 })
    expect(await prices({ DE: null })).toEqual({ FR: 0.05 })
    const refused = await ask('PATCH', '/settings', { sms: { daily_budget: null } })
    expect([refused.status, refused.code]).toEqual([422, 'settings_invalid'])
  })
})

describe('paused ranges', () => {
  interface Pause {
    id: string
    range: string
    is_paused: boolean
    lifted_at: number | null
  }
  async function tripRange() {
    for (let i = 0; i < 20; i++) await prepare(await person(), `+4915222${String(100_000 + i * 1337)}`)
    return (await prepare(await person(), '+4915222999017')).answer.code
  }

  test('are listed and ended by an operator who has just proven who they are, with a row in the audit (R130, R136)', async () => {
    expect(await tripRange()).toBe('sms_paused')
    expect((await ask('GET', '/sms')).body).toEqual({ budget_level: 0, paused: 1 })
    const [pause] = (await ask<Pause[]>('GET', '/sms/pauses')).response
    expect(pause).toMatchObject({ range: '+4915222', sent: 20, answered: 0, is_paused: true, lifted_at: null })
    expect((await ask('GET', '/sms/pauses', undefined, other)).body).toEqual([])
    const lift = (on = instance) => ask('POST', `/sms/pauses/${pause?.id}/lift`, {}, on)
    expect((await lift(other)).code).toBe('resource_not_found')
    app.clock.advance(11 * 60_000)
    expect((await lift()).code).toBe('session_reverification_required')
    await enter()
    expect((await lift()).body).toEqual({ id: pause?.id, lifted: true })
    expect((await lift()).code).toBe('resource_not_found')
    expect((await ask('GET', '/sms')).body).toEqual({ budget_level: 0, paused: 0 })
    expect((await ask<Pause[]>('GET', '/sms/pauses')).response).toMatchObject([{ is_paused: false }])
    expect((await prepare(await person(), '+4915222888017')).answer.status).toBe(200)
    const audit = await app.database.db
      .selectFrom('audit')
      .selectAll()
      .where('event', '=', 'sms.range_resumed')
      .where('instance_id', '=', instance.instance.id)
      .executeTakeFirstOrThrow()
    expect(audit.actor_id).toMatch(/^user_/)
  })

  test('are over after an hour by themselves', async () => {
    await tripRange()
    app.clock.advance(61 * 60_000)
    await enter()
    const [pause] = (await ask<Pause[]>('GET', '/sms/pauses')).response
    expect(pause).toMatchObject({ is_paused: false, lifted_at: null })
    expect((await ask('POST', `/sms/pauses/${pause?.id}/lift`, {})).code).toBe('resource_not_found')
  })
})

describe('transports', () => {
  interface Transport {
    channel: string
    name: string
    sent: number
    failed: number
    last_sent_at: number | null
    last_failure: { problem: string } | null
    paused_until: number | null
  }
  const test200 = { channel: 'sms', to: '+49 151 234 56 789' }

  test('are named without their secrets, with what they did in a day', async () => {
    expect((await ask('GET', '/transports')).body).toEqual([])
    await connect()
    worker = startWorker(app.context)
    await prepare(await person())
    const figures = async () => (await ask<Transport[]>('GET', '/transports')).response[0]
    await expect.poll(async () => (await figures())?.sent).toBe(1)
    provider.behave = answerWith(500)
    for (let i = 0; i < 3; i++) await prepare(await person())
    await expect.poll(async () => (await figures())?.failed).toBe(3)
    expect(await figures()).toMatchObject({
      ...{ channel: 'sms', position: 0, name: 'webhook 127.0.0.1', last_sent_at: app.clock.now() },
      last_failure: { at: app.clock.now(), problem: 'webhook 127.0.0.1: answered 500' },
      // Three rounds of two tries are more than the breaker stands.
      paused_until: app.clock.now() + 30_000,
    })
    expect(JSON.stringify((await ask('GET', '/transports')).body)).not.toContain('a-secret-of-the-test')
    expect((await ask<Transport[]>('GET', '/transports', undefined, other)).response[0]).toMatchObject({
      sent: 0,
      failed: 0,
    })
  })

  test('a test message goes out at once, and the answer is what the provider said (R130, R135)', async () => {
    await connect()
    const sent = await ask<{ message_id: string }>('POST', '/transports/test', test200)
    expect(sent.response).toMatchObject({ outcome: 'sent', transport: 'webhook 127.0.0.1', problem: null })
    expect(provider.got).toEqual([
      expect.objectContaining({
        id: sent.response.message_id,
        to: '+4915123456789',
        body: expect.stringMatching(/^Test message from Board \d+: /),
      }),
    ])
    expect((await ask('GET', `/messages/${sent.response.message_id}`)).body).toMatchObject({
      ...{ kind: 'test', status: 'sent', price: 0.1, to: '+4915123456789' },
    })
    expect((await ask<Spending>('GET', '/sms/spending?days=7')).response.budget.used).toBe(0.1)
    expect((await ask('POST', '/transports/test', test200)).code).toBe('too_many_requests')
    provider.behave = answerWith(422)
    app.clock.advance(60_000)
    const refused = await ask<{ message_id: string }>('POST', '/transports/test', test200)
    expect(refused.body).toMatchObject({ outcome: 'refused', problem: 'webhook 127.0.0.1: answered 422' })
    expect((await ask('GET', `/messages/${refused.response.message_id}`)).body).toMatchObject({ status: 'refused' })
    provider.behave = answerWith(503)
    app.clock.advance(60_000)
    const failed = await ask('POST', '/transports/test', test200)
    expect(failed.body).toMatchObject({ outcome: 'failed', problem: 'webhook 127.0.0.1: answered 503' })
    const audit = app.database.db
      .selectFrom('audit')
      .selectAll()
      .where('event', '=', 'transport.tested')
      .where('instance_id', '=', instance.instance.id)
    const rows = await audit.execute()
    expect(rows).toHaveLength(3)
    for (const row of rows) {
      expect(row.actor_id).toMatch(/^user_/)
      expect(row.details).not.toContain('4915123456789')
    }
  })

  test('a test is refused where any other message would be, and without a fresh proof (R130, R134, R135)', async () => {
    expect((await ask('POST', '/transports/test', test200)).code).toBe('resource_not_found')
    await connect()
    const code = async (fields: object) => (await ask('POST', '/transports/test', { ...test200, ...fields })).code
    expect(await code({ to: '+33612345678' })).toBe('sms_country_not_allowed')
    expect(await code({ to: '+4930123456' })).toBe('phone_number_not_mobile')
    expect(await code({ to: '+12025550142' })).toBe('form_param_format_invalid')
    expect(await code({ channel: 'email', to: 'x@example.com' })).toBe('resource_not_found')
    expect(await code({ position: 1 })).toBe('resource_not_found')
    for (let i = 0; i < 10; i++) await prepare(await person())
    expect(await code({})).toBe('sms_paused')
    app.clock.advance(11 * 60_000)
    expect(await code({})).toBe('session_reverification_required')
    expect(provider.got).toEqual([])
  })
})

test('templates are previewed in every language; a mail is a document that runs nothing and may be framed by us alone', async () => {
  interface Previews {
    email: { name: string; subject: string; text: string }[]
    sms: { name: string; text: string }[]
  }
  const { response } = await ask<Previews>('GET', '/message-previews?language=ar')
  expect(response.email.find(({ name }) => name === 'factor_removed')?.subject).toMatch(/\p{Script=Arabic}/u)
  expect(response.sms.find(({ name }) => name === 'code.second_factor')?.text).toContain('123456')
  expect((await ask('GET', '/message-previews?language=xx')).status).toBe(422)
  const framed = await operator.fetch(
    `/instances/${instance.instance.id}/message-previews/html?language=ar&name=factor_removed`,
  )
  expect(framed.status).toBe(200)
  expect(framed.headers.get('content-type')).toBe('text/html; charset=utf-8')
  expect(framed.headers.get('content-security-policy')).toMatch(
    /^sandbox; default-src 'none'; style-src 'unsafe-inline'/,
  )
  expect(framed.headers.get('content-security-policy')).toContain("frame-ancestors 'self'")
  expect(await framed.text()).toContain('dir="rtl"')
  const missing = await ask('GET', '/message-previews/html?language=ar&name=nothing')
  expect(missing.code).toBe('resource_not_found')
})

test('before SMS is switched off, or a second factor required, whoever has a number reserved is counted (S11, S22)', async () => {
  const browser = await person()
  const { number, path } = await prepare(browser)
  await browser.post(`${path}/attempt_verification`, { code: await mailedCode(browser, number) })
  await browser.patch(path, { reserved_for_second_factor: 'true' })
  await person()
  const preview = async (multi_factor: object) =>
    (await ask('POST', '/settings/preview', { patch: { multi_factor } })).body
  expect(await preview({ phone_code: false })).toEqual({
    affected: { totp: 0, phone_code: 1, backup_code: 0 },
    must_enrol: 0,
  })
  expect(await preview({ required: true })).toMatchObject({ must_enrol: 1 })
  expect(await preview({ required: true, phone_code: false })).toMatchObject({ must_enrol: 2 })
  expect((await ask('GET', '/users/count')).body).toEqual({ users: 2, totp: 0, phone_code: 1, backup_code: 1 })
})
