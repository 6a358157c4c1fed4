import type { ServerResponse } from 'node:http'
import { afterAll, afterEach, beforeAll, beforeEach, expect } from 'vitest'
import type { CreatedInstance } from '../../src/instances/create.ts'
import type { Drain } from '../../src/lib/drain.ts'
import { systemRandom } from '../../src/lib/random.ts'
import { sign } from '../../src/webhooks/signature.ts'
import { startWebhooks } from '../../src/webhooks/worker.ts'
import { mfaOn, startTestApp, type TestApp } from '../support/app.ts'
import { backend } from '../support/browser.ts'
import { listenHttp, type Peer, type Received } from '../support/peers/http-peer.ts'

export let app: TestApp
export let instance: CreatedInstance
export let call: ReturnType<typeof backend>
export let receiver: Peer
/** What the receiver answers; null lets it hang, as everything under `/slow` does. */
export let behaviour: { status: number | null; headers: Record<string, string> }
/** Answers that `/slow` still owes. */
export let owed: ServerResponse[] = []
export const masterKey = systemRandom.bytes(32)
let workers: Drain[] = []
let count = 0

export interface Event {
  object: string
  type: string
  data: Record<string, unknown> & { id: string }
  timestamp: number
  instance_id: string
  event_attributes: { http_request: { client_ip: string; user_agent: string } }
}

export interface Delivery {
  id: string
  event_id: string
  type: string
  status: string
  next_try_at: number | null
  attempts: { response_status: number | null; problem: string | null }[]
}

export function setScene(): void {
  beforeAll(async () => {
    app = await startTestApp({}, { masterKeys: [masterKey] })
    receiver = await listenHttp((response, { path }) => {
      if (path === '/slow') owed.push(response)
      else if (behaviour.status !== null) response.writeHead(behaviour.status, behaviour.headers).end('thank you')
    })
  })
  afterAll(async () => {
    await receiver.close()
    await app.close()
  })
  beforeEach(async () => {
    app.clock.advance(3_600_000)
    instance = await app.create({ name: `Hook ${++count}`, slug: `hook-${count}` }, mfaOn)
    call = backend(app, instance)
    receiver.requests.length = 0
    behaviour = { status: 200, headers: {} }
    owed = []
  })
  afterEach(async () => {
    await Promise.all(workers.map((worker) => worker.stop()))
    workers = []
    await app.database.db.deleteFrom('webhook_events').execute()
  })
}

export function startWorkers(servers = 1, timeout = 300): Drain[] {
  const started = Array.from({ length: servers }, () => startWebhooks({ ...app.context }, { timeout }))
  workers.push(...started)
  return started
}

/** Every try that is due has been made. */
export async function settled(): Promise<void> {
  const due = app.database.db
    .selectFrom('webhook_deliveries')
    .select('id')
    .where('status', '=', 'queued')
    .where((eb) => eb.or([eb('next_at', '<=', app.clock.now()), eb('next_at', '=', app.clock.now() + leaseOfTests)]))
  await expect.poll(async () => (await due.execute()).length, { timeout: 8_000, interval: 15 }).toBe(0)
}
const leaseOfTests = 3 * 300 + 5_000

/** One server looks, tries what is due, and stops. */
export async function round(): Promise<void> {
  const [worker] = startWorkers()
  await settled()
  await worker?.stop()
}

export interface Endpoint {
  id: string
  url: string
  secret: string
  enabled: boolean
  disabled_why: string | null
  events: string[]
}

export async function addEndpoint(events: string[] = [], path = '/hook'): Promise<Endpoint> {
  const { response, status } = await call<Endpoint>('POST', '/webhooks/endpoints', {
    url: `${receiver.base}${path}`,
    events,
  })
  expect(status).toBe(200)
  return response
}

export async function createUser(): Promise<string> {
  const email_address = [`hook${++count}@example.com`]
  const made = await call<{ id: string }>('POST', '/users', { email_address })
  expect(made.status).toBe(200)
  return made.response.id
}

export const eventOf = ({ body }: Pick<Received, 'body'>): Event => JSON.parse(body)
export const header = (request: Received | undefined, name: string) => String(request?.headers[name])
export const isSignedBy = (request: Received | undefined, secret: string) =>
  header(request, 'webhook-signature')
    .split(' ')
    .includes(
      sign(secret, header(request, 'webhook-id'), Number(header(request, 'webhook-timestamp')), request?.body ?? ''),
    )

export async function deliveries(endpoint: Endpoint): Promise<Delivery[]> {
  const { response } = await call<{ deliveries: Delivery[] }>('GET', `/webhooks/endpoints/${endpoint.id}/deliveries`)
  return response.deliveries
}
export const rows = () => app.database.db.selectFrom('webhook_deliveries').selectAll().orderBy('id').execute()
export const endpointNow = async ({ id }: Endpoint) =>
  (await call<Endpoint>('GET', `/webhooks/endpoints/${id}`)).response
