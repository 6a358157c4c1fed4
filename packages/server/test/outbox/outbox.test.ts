import type { MessageView, SignInView } from '@countersign/contract'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest'
import type { CreatedInstance } from '../../src/instances/create.ts'
import { startWorker, type Worker } from '../../src/messages/outbox/worker.ts'
import { openSmsSenders } from '../../src/transports/open.ts'
import { parseSmsTransports } from '../../src/transports/parse.ts'
import { startTestApp, type TestApp } from '../support/app.ts'
import { Browser, backend, password, signUp, startSignIn } from '../support/browser.ts'
import { accept, answerWith, hang, reset, SmsProvider } from '../support/peers/sms-provider.ts'

let app: TestApp
let instance: CreatedInstance
let [first, second]: [SmsProvider, SmsProvider] = [new SmsProvider(), new SmsProvider()]
let workers: Worker[] = []
let count = 0

beforeAll(async () => {
  app = await startTestApp()
})
afterAll(() => app.close())
beforeEach(async () => {
  app.clock.advance(3_600_000)
  instance = await app.create(
    { name: `Out ${++count}` },
    { multi_factor: { phone_code: true }, sms: { countries: ['DE'] } },
  )
  first = new SmsProvider()
  second = new SmsProvider()
})
afterEach(async () => {
  first.stop()
  second.stop()
  await Promise.all(workers.map((worker) => worker.stop()))
  workers = []
  app.context.senders.sms = []
})

/** The servers that share the database, each with its own connections to the providers. */
async function send(providers: SmsProvider[], servers = 1): Promise<void> {
  const urls = await Promise.all(providers.map((provider) => provider.listen()))
  for (let server = 0; server < servers; server++) {
    await connect(urls)
    workers.push(startWorker({ ...app.context }))
  }
}

async function connect(urls: string[]): Promise<void> {
  const sms = await openSmsSenders(parseSmsTransports(urls.join(',')), { clock: app.clock })
  app.context.senders = { sms, email: [] }
}

/** Somebody new with a number that is not verified yet. */
async function someNumber() {
  // A person may have five numbers; each message is for somebody else.
  const browser = await signUp(app, instance, `somebody${++count}@example.com`)
  const number = `+4915${String(100_000_000 + ++count * 4321)}`
  const { response } = await browser.post<{ id: string }>('/me/phone_numbers', { phone_number: number })
  return { browser, number, path: `/me/phone_numbers/${response.id}/prepare_verification` }
}

/** A second factor by SMS, to a verified number. */
async function prepareOfOwner() {
  const call = backend(app, instance)
  const email = `owner${++count}@example.com`
  const fields = { email_address: [email], phone_number: ['+4915120000001'], password }
  const made = await call<{ phone_numbers: { id: string }[] }>('POST', '/users', fields)
  const reserved = { reserved_for_second_factor: true }
  await call('PATCH', `/phone_numbers/${made.response.phone_numbers[0]?.id}`, reserved)
  const browser = new Browser(app, instance)
  const { response } = await startSignIn(browser, email)
  return browser.post(`/client/sign_ins/${response.id}/prepare_second_factor`, { strategy: 'phone_code' })
}

async function prepareFresh() {
  const { browser, path } = await someNumber()
  return browser.post(path)
}

/** Asks for a code by SMS. */
async function ask(): Promise<{ id: string; number: string }> {
  const { browser, number, path } = await someNumber()
  const answer = await browser.post<SignInView>(path)
  expect(answer.status).toBe(200)
  const row = await app.database.db
    .selectFrom('messages')
    .select('id')
    .where('destination', '=', number)
    .executeTakeFirstOrThrow()
  return { id: row.id, number }
}

const rowOf = (id: string) =>
  app.database.db.selectFrom('messages').selectAll().where('id', '=', id).executeTakeFirstOrThrow()
const settled = (id: string) =>
  vi.waitFor(
    async () => {
      const row = await rowOf(id)
      expect(row.status).not.toBe('queued')
      return row
    },
    { timeout: 60_000, interval: 20 },
  )

describe('a bill that cannot explode', () => {
  test('messages stop when the budget of the day is spent, and each share of it is told once (R135)', async () => {
    await send([first])
    const sms = { countries: ['DE'], daily_budget: 1, reserved_percent: 10, default_price: 9, prices: { DE: 0.1 } }
    instance = await app.create({ name: `Budget ${++count}` }, { multi_factor: { phone_code: true }, sms })
    const ids = []
    // The rest is kept for owners of verified numbers.
    for (let message = 0; message < 9; message++) ids.push((await ask()).id)
    const over = await prepareFresh()
    expect([over.status, over.code]).toEqual([422, 'sms_paused'])
    expect((await prepareOfOwner()).status).toBe(200)
    for (const id of ids) await settled(id)
    await vi.waitFor(() => expect(first.got).toHaveLength(10), { timeout: 60_000 })
    const told = await app.database.db
      .selectFrom('audit')
      .select('details')
      .where('instance_id', '=', instance.instance.id)
      .where('event', '=', 'sms.budget_alert')
      .execute()
    expect(told.map(({ details }) => JSON.parse(details)).sort((a, b) => a.percent - b.percent)).toEqual([
      { percent: 50, spent: 0.5 },
      { percent: 80, spent: 0.8 },
      { percent: 100, spent: 1 },
    ])
    app.clock.advance(86_400_000)
    expect((await prepareFresh()).status).toBe(200)
  })

  test('of twenty servers’ callers at the same time no more get through than the budget pays for (R135)', async () => {
    await send([first])
    const sms = { countries: ['DE'], daily_budget: 0.4, reserved_percent: 10, default_price: 0.1, prices: {} }
    instance = await app.create({ name: `Budget ${++count}` }, { multi_factor: { phone_code: true }, sms })
    const asked = []
    for (let caller = 0; caller < 20; caller++) asked.push(await someNumber())
    const answers = await Promise.all(asked.map(({ browser, path }) => browser.post(path)))
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(3)
    expect(answers.filter(({ code }) => code === 'sms_paused')).toHaveLength(17)
  })
})

describe('a message is written with its code and sent by a worker', () => {
  test('a provider that accepts gets it once, however many servers there are (R137)', async () => {
    await send([first], 3)
    const { id } = await ask()
    expect(await settled(id)).toMatchObject({ status: 'sent', tries: 1, country: 'DE' })
    expect(first.got.map((message) => message.id)).toEqual([id])
    expect(first.got[0]?.body).toMatch(/^\d{6} is your Out/)
  })

  test.each([
    ['500', answerWith(500)],
    ['429', answerWith(429)],
    ['a reset connection', reset],
  ])(
    'after %s the next transport has it at once, and the message keeps who failed and why (R137)',
    async (_, behave) => {
      first.behave = behave
      await send([first, second])
      const { id } = await ask()
      const row = await settled(id)
      expect(row).toMatchObject({ status: 'sent', problem: null })
      expect(second.got.map((message) => message.id)).toEqual([id])
      expect(JSON.parse(row.failures)).toEqual([
        {
          at: app.clock.now(),
          transport: expect.stringMatching(/^webhook 127\.0\.0\.1 /),
          problem: expect.stringMatching(/answered|closed|failed/),
        },
      ])
    },
  )

  test('a provider that hangs makes nobody wait, and the next one has the same code at the first try (R137)', async () => {
    first.behave = hang
    await connect([await first.listen(), await second.listen()])
    const { id } = await ask()
    // Nothing was sent yet: the answer cannot have waited for a provider.
    expect(first.got).toEqual([])
    workers.push(startWorker({ ...app.context }))
    expect(await settled(id)).toMatchObject({ status: 'sent', tries: 1 })
    expect(second.got).toHaveLength(1)
    expect(second.got[0]).toMatchObject({ id, body: first.got[0]?.body })
  })

  test('with one provider alone it is tried once more, then waits and is tried again (R137)', async () => {
    first.behave = answerWith(500)
    await send([first])
    const { id } = await ask()
    await vi.waitFor(() => expect(first.got).toHaveLength(2), { timeout: 5_000 })
    expect((await rowOf(id)).status).toBe('queued')
    first.behave = accept
    app.clock.advance(6_000)
    const row = await settled(id)
    expect(row).toMatchObject({ status: 'sent', tries: 2 })
    expect(JSON.parse(row.failures)).toHaveLength(2)
  })

  test('a code with less than a minute to live is not tried again (R137)', async () => {
    first.behave = answerWith(500)
    await send([first])
    const { id } = await ask()
    await vi.waitFor(() => expect(first.got).toHaveLength(2), { timeout: 5_000 })
    // As a production instance writes it.
    await app.database.db.updateTable('messages').set({ is_kept: 0 }).where('id', '=', id).execute()
    app.clock.advance(4 * 60_000 + 1_000)
    expect(await settled(id)).toMatchObject({ status: 'expired', content_sealed: '' })
    expect(first.got).toHaveLength(2)
  })

  test('in a development instance a message that expired can still be read in the inbox', async () => {
    first.behave = answerWith(500)
    await send([first])
    const { id, number } = await ask()
    await vi.waitFor(() => expect(first.got).toHaveLength(2), { timeout: 5_000 })
    app.clock.advance(4 * 60_000 + 1_000)
    expect(await settled(id)).toMatchObject({ status: 'expired' })
    const inbox = await backend(app, instance)<MessageView[]>(
      'GET',
      `/testing/messages?to=${encodeURIComponent(number)}`,
    )
    expect(inbox.response.map((message) => message.id)).toEqual([id])
  })

  test('a message that a dead server had in hand is sent by another, with the same id and code (R137)', async () => {
    app.context.senders.sms = await openSmsSenders(parseSmsTransports(await first.listen()), { clock: app.clock })
    const { id } = await ask()
    const now = app.clock.now()
    await app.database.db
      .updateTable('messages')
      .set({ next_at: now + 18_000, tries: 1 })
      .where('id', '=', id)
      .execute()
    workers.push(startWorker(app.context))
    await new Promise((resolve) => setTimeout(resolve, 600))
    expect(first.got).toEqual([])
    app.clock.advance(18_000)
    expect(await settled(id)).toMatchObject({ status: 'sent', tries: 2 })
    expect(first.got.map((message) => message.id)).toEqual([id])
  })

  test('five failures in a row close a transport for half a minute: nobody waits for it meanwhile (R137)', async () => {
    first.behave = answerWith(500)
    await send([first, second])
    for (let message = 0; message < 8; message++) {
      const { id } = await ask()
      await settled(id)
    }
    expect(first.got).toHaveLength(5)
    app.clock.advance(31_000)
    first.behave = accept
    const { id } = await ask()
    expect(await settled(id)).toMatchObject({ status: 'sent' })
    expect(first.got.at(-1)?.id).toBe(id)
  })

  test('the text of a sent message is kept for the inbox of a development instance and for nobody else (R18)', async () => {
    app.context.senders.sms = await openSmsSenders(parseSmsTransports(await first.listen()), { clock: app.clock })
    const [kept, other] = [await ask(), await ask()]
    // As a production instance writes it.
    await app.database.db.updateTable('messages').set({ is_kept: 0 }).where('id', '=', other.id).execute()
    workers.push(startWorker(app.context))
    expect((await settled(kept.id)).content_sealed).not.toBe('')
    expect(await settled(other.id)).toMatchObject({ status: 'sent', content_sealed: '' })
  })

  test('neither number nor code nor text is logged (R146)', async () => {
    first.behave = answerWith(500)
    second.behave = reset
    await send([first, second])
    const { id } = await ask()
    await vi.waitFor(() => expect(app.logged.join('')).toContain(id), { timeout: 5_000 })
    const { body, to } = second.got[0] ?? { body: '', to: '' }
    expect(body).toMatch(/^\d{6}/)
    for (const secret of [to, body, body.slice(0, 6)]) expect(app.logged.join('')).not.toContain(secret)
  })
})
