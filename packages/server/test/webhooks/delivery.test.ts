import { setTimeout as wait } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { loadKeyring } from '../../src/db/keys.ts'
import { reseal } from '../../src/db/reseal.ts'
import { systemRandom } from '../../src/lib/random.ts'
import { claimDue } from '../../src/webhooks/queue.store.ts'
import { waits } from '../../src/webhooks/schedule.ts'
import { makeCertificate } from '../support/peers/certificate.ts'
import { listenHttp } from '../support/peers/http-peer.ts'
import {
  addEndpoint,
  app,
  behaviour,
  call,
  createUser,
  deliveries,
  endpointNow,
  eventOf,
  header,
  isSignedBy,
  masterKey,
  owed,
  receiver,
  round,
  rows,
  setScene,
  settled,
  startWorkers,
} from './scene.ts'

setScene()

test('a request carries id, time and signature under both names, and the body that was signed (R138)', async () => {
  const endpoint = await addEndpoint(['user.created'])
  const id = await createUser()
  await round()
  const [request, ...others] = receiver.requests
  expect(others).toEqual([])
  expect(request).toMatchObject({ method: 'POST', path: '/hook' })
  expect(eventOf(request ?? { body: '' })).toMatchObject({ object: 'event', type: 'user.created', data: { id } })
  for (const part of ['id', 'timestamp', 'signature'])
    expect(header(request, `svix-${part}`)).toBe(header(request, `webhook-${part}`))
  expect(header(request, 'webhook-timestamp')).toBe(String(Math.floor(app.clock.now() / 1000)))
  expect(isSignedBy(request, endpoint.secret)).toBe(true)
  expect(isSignedBy(request && { ...request, body: `${request.body} ` }, endpoint.secret)).toBe(false)
})

test('twenty servers at once hand each event over once', async () => {
  await addEndpoint(['user.created'])
  const { db } = app.database
  await createUser()
  const event = await db.selectFrom('webhook_events').selectAll().executeTakeFirstOrThrow()
  const delivery = await db.selectFrom('webhook_deliveries').selectAll().executeTakeFirstOrThrow()
  const copies = Array.from({ length: 60 }, (_, n) => String(n).padStart(2, '0'))
  await db
    .insertInto('webhook_events')
    .values(copies.map((n) => ({ ...event, id: `${event.id}${n}` })))
    .execute()
  await db
    .insertInto('webhook_deliveries')
    .values(copies.map((n) => ({ ...delivery, id: `${delivery.id}${n}`, event_id: `${event.id}${n}` })))
    .execute()
  startWorkers(20, 8_000)
  await expect
    .poll(async () => (await rows()).filter((row) => row.status !== 'delivered').length, { timeout: 9_000 })
    .toBe(0)
  const ids = receiver.requests.map((request) => header(request, 'webhook-id'))
  expect(ids).toHaveLength(61)
  expect(new Set(ids).size).toBe(61)
})

test('a server that dies between taking and sending loses nothing, and one that comes back late decides nothing', async () => {
  await addEndpoint(['user.created'])
  await createUser()
  const skipLocked = app.database.engine === 'postgres'
  const claim = { resting: [], lease: 50_000, most: 10, skipLocked }
  expect(await claimDue(app.database.db, { ...claim, now: app.clock.now() })).toHaveLength(1)
  await round()
  expect(receiver.requests).toEqual([])
  app.clock.advance(50_000)
  await round()
  expect(receiver.requests).toHaveLength(1)
  expect(await rows()).toMatchObject([{ status: 'delivered', tries: 2 }])
})

test('a receiver that fails is tried eight times with growing waits, each time under the same id; then it can be played again', async () => {
  const endpoint = await addEndpoint(['user.created'])
  await createUser()
  behaviour.status = 500
  for (const pause of [...waits, 0]) {
    await round()
    app.clock.advance(pause)
  }
  expect(receiver.requests).toHaveLength(8)
  expect(new Set(receiver.requests.map((request) => header(request, 'webhook-id'))).size).toBe(1)
  expect(new Set(receiver.requests.map((request) => header(request, 'webhook-timestamp'))).size).toBe(8)
  const [failed] = await deliveries(endpoint)
  expect(failed).toMatchObject({ status: 'failed', next_try_at: null })
  expect(failed?.attempts).toHaveLength(8)
  expect(failed?.attempts[0]).toMatchObject({ response_status: 500, problem: 'the receiver: answered 500' })
  behaviour.status = 204
  await call('POST', `/webhooks/deliveries/${failed?.id}/replay`)
  await round()
  expect(header(receiver.requests[8], 'webhook-id')).toBe(failed?.event_id)
  expect((await deliveries(endpoint))[0]).toMatchObject({ status: 'delivered' })
  const { body } = await call('GET', `/webhooks/deliveries/${failed?.id}`)
  expect(body).toMatchObject({ object: 'webhook_delivery', status: 'delivered' })
})

test('whoever asks for a rest gets it, and a redirect is followed nowhere (R138, A65)', async () => {
  const endpoint = await addEndpoint(['user.created'])
  await createUser()
  Object.assign(behaviour, { status: 429, headers: { 'retry-after': '120' } })
  await round()
  expect(await rows()).toMatchObject([{ status: 'queued', next_at: app.clock.now() + 120_000 }])
  app.clock.advance(120_000)
  Object.assign(behaviour, { status: 302, headers: { location: `${receiver.base}/elsewhere` } })
  await round()
  expect(receiver.requests.map(({ path }) => path)).toEqual(['/hook', '/hook'])
  expect((await deliveries(endpoint))[0]?.attempts[1]).toMatchObject({ response_status: 302 })
})

test('a receiver that hangs is left after the timeout', async () => {
  const slow = await addEndpoint(['user.created'], '/slow')
  await createUser()
  await round()
  expect((await deliveries(slow))[0]?.attempts[0]).toMatchObject({
    response_status: null,
    problem: expect.stringMatching(/no answer in time|did not answer in time/),
  })
})

test('while one receiver holds all the requests it may have, the other one gets every event', async () => {
  const slow = await addEndpoint(['user.created'], '/slow')
  const quick = await addEndpoint(['user.created'])
  for (let user = 0; user < 12; user++) await createUser()
  // Nothing is given up: the slow one is waited for until it answers below.
  const [worker] = startWorkers(1, 60_000)
  const taken = async () => (await rows()).filter(({ status }) => status === 'delivered')
  await expect.poll(async () => (await taken()).length, { timeout: 8_000, interval: 15 }).toBe(12)
  expect((await taken()).every(({ endpoint_id }) => endpoint_id === quick.id)).toBe(true)
  expect(owed.length).toBeGreaterThanOrEqual(10)
  const { attempts } = (await deliveries(slow))[0] ?? {}
  expect(attempts).toEqual([])
  const answerAll = async () => {
    for (const response of owed.splice(0)) response.end()
    return (await taken()).length
  }
  await expect.poll(answerAll, { timeout: 8_000, interval: 15 }).toBe(24)
  await worker?.stop()
})

test('over TLS nobody hears anything but the holder of a certificate that is trusted and names them', async () => {
  const tls = makeCertificate()
  const secure = await listenHttp((response) => response.end(), tls)
  const { network } = app.context
  const resolve = async () => [{ address: '127.0.0.1', family: 4 }]
  const endpoint = await addEndpoint(['user.created'])
  const port = new URL(secure.base).port
  const problems: (string | null)[] = []
  for (const [host, ca] of [
    ['localhost', undefined],
    ['hooks.example.test', tls.cert],
    ['localhost', tls.cert],
  ] as const) {
    app.context.network = ca === undefined ? { resolve } : { resolve, ca }
    await call('PATCH', `/webhooks/endpoints/${endpoint.id}`, { url: `https://${host}:${port}/hook` })
    app.clock.advance(60_000)
    await call('POST', `/webhooks/endpoints/${endpoint.id}/test`)
    await round()
    problems.push((await deliveries(endpoint))[0]?.attempts.at(-1)?.problem ?? null)
    // What failed is tried again beside the last one.
    expect(secure.requests.length > 0).toBe(problems.at(-1) === null)
  }
  app.context.network = network
  await secure.close()
  expect(problems).toEqual([expect.stringMatching(/certificate|SELF_SIGNED/i), expect.any(String), null])
  expect(isSignedBy(secure.requests[0], endpoint.secret)).toBe(true)
})

test('a receiver that is gone is switched off; the log, the audit log and the endpoint say so', async () => {
  const endpoint = await addEndpoint(['user.created'])
  await createUser()
  await createUser()
  behaviour.status = 410
  await round()
  expect(await endpointNow(endpoint)).toMatchObject({ enabled: false, disabled_why: 'gone' })
  expect((await rows()).map(({ status }) => status)).toEqual(['failed', 'failed'])
  expect(app.logged.join()).toContain('a webhook endpoint was switched off')
  const audit = app.database.db.selectFrom('audit').select('details').where('event', '=', 'webhook_endpoint.disabled')
  expect(await audit.execute()).toMatchObject([{ details: expect.stringContaining('"why":"gone"') }])
  const before = (await rows()).length
  await createUser()
  expect(await rows()).toHaveLength(before)
  expect((await call('POST', `/webhooks/endpoints/${endpoint.id}/test`)).code).toBe('webhook_endpoint_disabled')
  await call('PATCH', `/webhooks/endpoints/${endpoint.id}`, { enabled: true })
  behaviour.status = 200
  const again = await call('POST', `/webhooks/endpoints/${endpoint.id}/replay_failed`, { since: 0 })
  expect(again.response).toMatchObject({ queued: 2 })
  await round()
  expect((await rows()).map(({ status }) => status)).toEqual(['delivered', 'delivered'])
})

test('five days of nothing but failures switch an endpoint off, and one success in between does not', async () => {
  const endpoint = await addEndpoint(['user.created'])
  const fails = async (status: number) => {
    behaviour.status = status
    await createUser()
    await round()
  }
  await fails(500)
  app.clock.advance(3 * 86_400_000)
  await fails(200)
  app.clock.advance(86_400_000)
  await fails(503)
  app.clock.advance(4 * 86_400_000)
  await fails(500)
  expect(await endpointNow(endpoint)).toMatchObject({ enabled: true })
  app.clock.advance(86_400_000)
  await fails(500)
  expect(await endpointNow(endpoint)).toMatchObject({ enabled: false, disabled_why: 'failing' })
})

test('a rotated secret signs for a day beside the new one, and not longer', async () => {
  const endpoint = await addEndpoint(['user.created'])
  const rotate = () => call<{ secret: string }>('POST', `/webhooks/endpoints/${endpoint.id}/rotate_secret`)
  const { secret } = (await rotate()).response
  expect(secret).toMatch(/^whsec_[A-Za-z0-9+/]{43}=$/)
  await createUser()
  await round()
  expect([endpoint.secret, secret].map((each) => isSignedBy(receiver.requests[0], each))).toEqual([true, true])
  const third = (await rotate()).response.secret
  app.clock.advance(1000)
  await createUser()
  await round()
  const signers = (index: number) =>
    [endpoint.secret, secret, third].map((each) => isSignedBy(receiver.requests[index], each))
  expect(signers(1)).toEqual([false, true, true])
  app.clock.advance(86_400_000)
  await createUser()
  await round()
  expect(signers(2)).toEqual([false, false, true])
})

test('where a name leads is asked at every try, and a network of ours is not reached (R138, A65)', async () => {
  const endpoint = await addEndpoint(['user.created'])
  const url = `${receiver.base.replace('127.0.0.1', 'hooks.example.test')}/hook`
  await call('PATCH', `/webhooks/endpoints/${endpoint.id}`, { url })
  const { network } = app.context
  const asked: string[] = []
  let leadsTo = '127.0.0.1'
  app.context.network = {
    async resolve(host) {
      asked.push(host)
      return [{ address: leadsTo, family: 4 }]
    },
  }
  await createUser()
  await round()
  expect(receiver.requests).toHaveLength(1)
  // Once for the one connection: what was checked is what is connected to.
  expect(asked).toEqual(['hooks.example.test'])
  expect(header(receiver.requests[0], 'host')).toBe(new URL(url).host)
  leadsTo = '169.254.169.254'
  app.clock.advance(1)
  await createUser()
  await round()
  app.context.network = network
  expect(receiver.requests).toHaveLength(1)
  expect((await deliveries(endpoint))[0]?.attempts[0]).toMatchObject({
    response_status: null,
    problem: 'The receiver is on a network that no webhook may reach.',
  })
})

test('tries are counted for the operator’s metrics', async () => {
  await addEndpoint(['user.created'])
  await createUser()
  await round()
  await settled()
  await wait(1)
  const text = await (
    await app.app.request('http://localhost:4100/metrics', {}, { incoming: { socket: { remoteAddress: '127.0.0.1' } } })
  ).text()
  expect(text).toMatch(/countersign_webhook_tries_total\{outcome="taken"\} [1-9]/)
})

test('a secret that was sealed again under another master key signs as before (R115)', async () => {
  const endpoint = await addEndpoint(['user.created'])
  const { db } = app.database
  const newKey = systemRandom.bytes(32)
  const both = await loadKeyring(db, [newKey, masterKey], systemRandom)
  expect(await reseal(db, both)).toMatchObject({ unreadable: 0 })
  app.context.keyring = await loadKeyring(db, [newKey], systemRandom)
  await createUser()
  await round()
  expect(isSignedBy(receiver.requests[0], endpoint.secret)).toBe(true)
})
