import type { SignUpView } from '@countersign/contract'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest'
import type { CreatedInstance } from '../../src/instances/create.ts'
import { startWorker, type Worker } from '../../src/messages/outbox/worker.ts'
import { openMailSender, openSmsSenders } from '../../src/transports/open.ts'
import { parseMailTransport, parseSmsTransports } from '../../src/transports/parse.ts'
import { startTestApp, type TestApp } from '../support/app.ts'
import { Browser, password, signUp } from '../support/browser.ts'
import { type Failure, failures, type Kind, kinds, openProvider, type Provider } from '../support/peers/failing.ts'
import { listenRaw } from '../support/peers/http-peer.ts'

/** For one provider to take one message: the five seconds of a server that runs, shortened. */
const timeout = 600

let app: TestApp
let instance: CreatedInstance
let worker: Worker | undefined
const providers: Provider[] = []
let count = 0

beforeAll(async () => {
  app = await startTestApp()
  instance = await app.create({}, { multi_factor: { phone_code: true }, sms: { countries: ['DE'] } })
})
afterAll(() => app.close())
beforeEach(() => app.clock.advance(3_600_000))
afterEach(async () => {
  await Promise.all(providers.splice(0).map((provider) => provider.close()))
  await worker?.stop()
  worker = undefined
  app.context.senders = { sms: [], email: [] }
})

async function provide(kind: Kind, failure: Failure | null): Promise<Provider> {
  const provider = await openProvider(kind, failure)
  providers.push(provider)
  return provider
}

/** Everything up to the request that is to send something. */
async function prepare(kind: Kind): Promise<{ browser: Browser; path: string; destination: string }> {
  if (kind === 'smtp') {
    const browser = new Browser(app, instance)
    const destination = `somebody${++count}@example.com`
    const { response } = await browser.post<SignUpView>('/client/sign_ups', { email_address: destination, password })
    return { browser, destination, path: `/client/sign_ups/${response.id}/prepare_verification` }
  }
  const browser = await signUp(app, instance, `somebody${++count}@example.com`)
  const destination = `+4915${String(100_000_000 + ++count * 4321)}`
  const { response } = await browser.post<{ id: string }>('/me/phone_numbers', { phone_number: destination })
  return { browser, destination, path: `/me/phone_numbers/${response.id}/prepare_verification` }
}

/** Asks for a code while nothing sends: the answer cannot have waited for a provider. Then what is queued is sent. */
async function askAndSend(request: Awaited<ReturnType<typeof prepare>>): Promise<string> {
  await connect()
  const id = await ask(request)
  expect(providers.flatMap(({ got }) => got)).toEqual([])
  worker = startWorker(app.context, { timeout })
  return id
}

/** Opens the transports to all providers. */
async function connect(): Promise<void> {
  const mail = providers.filter(({ url }) => url.startsWith('smtp:'))
  const sms = providers.filter(({ url }) => !url.startsWith('smtp:')).map(({ url }) => url)
  const from = { name: 'Matrix', address: 'no-reply@example.org' }
  const senders = await Promise.all(mail.map(({ url }) => openMailSender(parseMailTransport(url), from)))
  app.context.senders = {
    sms: sms.length > 0 ? await openSmsSenders(parseSmsTransports(sms.join(',')), { clock: app.clock }) : [],
    email: senders.filter((sender) => sender !== null),
  }
}

/** Asks for a code, and resolves to the id of its message. */
async function ask({ browser, path, destination }: Awaited<ReturnType<typeof prepare>>): Promise<string> {
  const answer = await browser.post(path)
  expect(answer.status).toBe(200)
  const messages = app.database.db.selectFrom('messages').select('id').where('destination', '=', destination)
  return (await messages.executeTakeFirstOrThrow()).id
}

const rowOf = (id: string) =>
  app.database.db.selectFrom('messages').selectAll().where('id', '=', id).executeTakeFirstOrThrow()
const becomes = (id: string, expected: Record<string, unknown>) =>
  vi.waitFor(async () => expect(await rowOf(id)).toMatchObject(expected), { timeout: 60_000, interval: 20 })

const second = (kind: Kind): Kind => (kind === 'smtp' ? 'smtp' : 'webhook')
/** Where the provider may have sent it although we heard no yes: the only case in which two may arrive. */
const mayHaveTaken = (failure: Failure) => !['error', 'throttled'].includes(failure)

const cases = kinds.flatMap((kind) => failures.map((failure) => [kind, failure] as const))
test.each(cases)(
  '%s fails (%s): the answer does not wait for it, and the next provider has the same code at the first try (R137)',
  async (kind, failure) => {
    const first = await provide(kind, failure)
    const next = await provide(second(kind), null)
    const id = await askAndSend(await prepare(kind))
    await becomes(id, { status: 'sent', tries: 1, problem: null, provider_id: expect.stringContaining(id) })
    expect(next.got).toHaveLength(1)
    expect(next.got[0]?.id).toBe(id)
    // What may go twice is the same code, and under the same id where the protocol has one.
    if (mayHaveTaken(failure)) expect(first.got).toHaveLength(1)
    for (const message of first.got) {
      expect(message.body).toBe(next.got[0]?.body)
      expect(message.id ?? id).toBe(id)
    }
  },
)

test.each([
  ['smpp', 'accepts the connection and never speaks'],
  ['smtp', 'accepts the connection and never speaks'],
  ['smpp', 'refuses the connection'],
  ['smtp', 'refuses the connection'],
] as const)('%s %s: the next provider has the message (R137)', async (kind, how) => {
  const peer = await listenRaw(() => {})
  const port = new URL(peer.base).port
  const url = kind === 'smpp' ? `smpp://user:password@127.0.0.1:${port}` : `smtp://127.0.0.1:${port}?tls=off`
  providers.push({ url, got: [], failure: null, close: peer.close })
  if (how === 'refuses the connection') await peer.close()
  const next = await provide(second(kind), null)
  const id = await askAndSend(await prepare(kind))
  await becomes(id, { status: 'sent', tries: 1 })
  expect(next.got.map((message) => message.id)).toEqual([id])
})

describe('with both providers down nothing is lost', () => {
  test.each(
    kinds.flatMap((kind) => (['error', 'reset', 'silent'] as const).map((failure) => [kind, failure] as const)),
  )('%s (%s): the message waits, and arrives when one is back (R137)', async (kind, failure) => {
    const first = await provide(kind, failure)
    const next = await provide(second(kind), failure)
    const id = await askAndSend(await prepare(kind))
    await becomes(id, { status: 'queued', tries: 1, problem: expect.any(String) })
    const seen = first.got.length
    first.failure = null
    app.clock.advance(5_000)
    await becomes(id, { status: 'sent', tries: 2, problem: null })
    expect(first.got).toHaveLength(seen + 1)
    expect(new Set([...first.got, ...next.got].map(({ body }) => body)).size).toBe(1)
  })

  test.each(kinds)(
    '%s asks for a rest, as the other one does: neither is asked before it is over (R137)',
    async (kind) => {
      const [first, next] = [await provide(kind, 'throttled'), await provide(second(kind), 'throttled')]
      const id = await askAndSend(await prepare(kind))
      await becomes(id, { status: 'queued', tries: 1, problem: expect.any(String) })
      // SMPP has no word for how long, and a mail server none that can be read: they get the usual pause.
      const rest = kind === 'twilio' || kind === 'webhook' ? 20_000 : 5_000
      expect((await rowOf(id)).next_at).toBe(app.clock.now() + rest)
      first.failure = null
      next.failure = null
      app.clock.advance(rest)
      await becomes(id, { status: 'sent', tries: 2 })
      expect(first.got.length).toBe(kind === 'smtp' ? 1 : 2)
    },
  )

  test('a provider alone that asks for a rest is asked once, and again when it is over (R137)', async () => {
    const only = await provide('webhook', 'throttled')
    const id = await askAndSend(await prepare('webhook'))
    await becomes(id, { status: 'queued', tries: 1, problem: expect.any(String) })
    app.clock.advance(19_000)
    await new Promise((resolve) => setTimeout(resolve, 400))
    expect(only.got).toHaveLength(1)
    only.failure = null
    app.clock.advance(1_000)
    await becomes(id, { status: 'sent', tries: 2 })
  })

  test('a mail server that greylists has the mail after a while, once and under its id (R137)', async () => {
    const only = await provide('smtp', 'throttled')
    const id = await askAndSend(await prepare('smtp'))
    await becomes(id, { status: 'queued', tries: 1, problem: 'smtp 127.0.0.1: answered 450' })
    only.failure = null
    app.clock.advance(5_000)
    await becomes(id, { status: 'sent', tries: 2, provider_id: `<${id}@example.org>` })
    expect(only.got.map((mail) => mail.id)).toEqual([id])
  })
})
