import type { IncomingMessage } from 'node:http'
import { BlockList } from 'node:net'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { createApp } from '../src/app.ts'
import { type HttpContext, sender } from '../src/http/arrival.ts'
import { forwardingWarning, unbelievedLately } from '../src/http/forwarding.ts'
import type { CreatedInstance } from '../src/instances/create.ts'
import { startTestApp, type TestApp } from './support/app.ts'

/** A server behind a proxy that it was not told about takes all visitors for one, and their limits for those of one address. */
let app: TestApp
let instance: CreatedInstance
const hour = 3_600_000

beforeAll(async () => {
  app = await startTestApp()
  instance = await app.create()
})
afterAll(() => app.close())
beforeEach(() => app.clock.advance(25 * hour))

/** As a process that has just been started answers a request from a peer. */
async function request(peer: string, headers: Record<string, string>, context = { ...app.context }) {
  const bindings = { incoming: { socket: { remoteAddress: peer }, url: '/v1/client' } as unknown as IncomingMessage }
  const server = createApp(context)
  const answer = await server.request(`http://${instance.instance.host}/v1/client`, { headers }, bindings)
  expect(answer.status).toBe(200)
  return server
}
const warnings = () => app.logged.filter((line) => line.includes('COUNTERSIGN_TRUSTED_PROXIES'))

test.each([
  ['x-forwarded-for', '10.1.2.3', 'private'],
  ['forwarded', '::ffff:127.0.0.1', 'loopback'],
  ['x-real-ip', '198.51.100.7', 'public'],
] as const)(
  'a %s header from a peer that is not trusted is in the log once and for other processes to read (R105)',
  async (header, peer, kind) => {
    app.logged.length = 0
    const context = { ...app.context }
    for (let times = 0; times < 3; times++) await request(peer, { [header]: 'for=203.0.113.1' }, context)
    expect(warnings()).toHaveLength(1)
    const bare = peer.replace('::ffff:', '')
    const seen = { kind, header, peer: kind === 'public' ? null : bare, seen_at: app.clock.now(), trusted: false }
    expect(await unbelievedLately(app.context)).toEqual([seen])
    expect(forwardingWarning(seen)).toContain(header)
    // Another process sees it too, and the log does not fill.
    await request(peer, { [header]: 'for=203.0.113.1' })
    app.clock.advance(2 * hour)
    await request(peer, { [header]: 'for=203.0.113.1' }, context)
    expect(warnings()).toHaveLength(2)
    expect((await unbelievedLately(app.context)).map(({ seen_at }) => seen_at)).toEqual([app.clock.now()])
    app.clock.advance(24 * hour)
    expect(await unbelievedLately(app.context)).toEqual([])
  },
)

const trusting = (address: string) => {
  const trustedProxies = new BlockList()
  trustedProxies.addAddress(address)
  return { ...app.context, config: { ...app.context.config, trustedProxies } }
}

test.each([
  ['forwarded', '10.1.2.3', 'private'],
  ['x-real-ip', '198.51.100.7', 'public'],
] as const)(
  'a trusted proxy that names visitors in %s alone, which is not read, is in the log, doctor and dashboard (R105)',
  async (header, peer, kind) => {
    app.logged.length = 0
    const context = trusting(peer)
    const value = 'for="[2001:db8::7]:4711";proto=https;host=evil.example, for=_hidden'
    for (let times = 0; times < 2; times++) await request(peer, { [header]: value }, context)
    const seen = { kind, header, peer, seen_at: app.clock.now(), trusted: true }
    expect(await unbelievedLately(context)).toEqual([seen])
    const told = app.logged.filter((line) => line.includes('X-Forwarded-For'))
    expect([told.length, told[0]]).toEqual([1, expect.stringContaining(forwardingWarning(seen))])
    expect(forwardingWarning(seen)).toContain(`${header} header of the trusted proxy ${peer} is not read`)
    // An operator who no longer trusts it reads that instead.
    expect(await unbelievedLately(app.context)).toEqual([{ ...seen, trusted: false }])
  },
)

test('a visitor behind a trusted proxy cannot raise that warning, nor choose an address, by a Forwarded header (R105)', async () => {
  app.logged.length = 0
  const context = trusting('10.1.2.3')
  const sent = { 'x-forwarded-for': '203.0.113.1', forwarded: 'for=198.51.100.9', 'x-real-ip': '198.51.100.9' }
  await request('10.1.2.3', sent, context)
  expect([warnings(), await unbelievedLately(context)]).toEqual([[], []])
  const ipOf = (headers: Record<string, string>) => {
    const env = { incoming: { socket: { remoteAddress: '10.1.2.3' } } }
    return sender({ req: { raw: new Request('http://a.example/', { headers }) }, env } as HttpContext, context).ip
  }
  expect(ipOf(sent)).toBe('203.0.113.1')
  expect(ipOf({ forwarded: 'for=198.51.100.9', 'x-real-ip': '198.51.100.9' })).toBe('10.1.2.3')
})

test('nothing is told of a proxy that is trusted, of none at all, or once the configuration is mended (R105)', async () => {
  app.logged.length = 0
  const mended = trusting('10.1.2.3')
  await request('10.1.2.3', {})
  await request('10.1.2.3', { 'x-forwarded-for': '203.0.113.1' }, mended)
  expect([warnings(), await unbelievedLately(app.context)]).toEqual([[], []])
  await request('10.1.2.3', { 'x-forwarded-for': '203.0.113.1' })
  expect(await unbelievedLately(app.context)).toHaveLength(1)
  expect(await unbelievedLately(mended)).toEqual([])
})
