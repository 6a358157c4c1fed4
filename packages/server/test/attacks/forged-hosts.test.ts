import { BlockList } from 'node:net'
import type { RecoveryStepView, SignUpView, UserView } from '@countersign/contract'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import type { CreatedInstance } from '../../src/instances/create.ts'
import { startTestApp, type TestApp } from '../support/app.ts'
import { Browser, backend, enrol, password, startSignIn } from '../support/browser.ts'
import { type Sent, sentTo } from '../support/sent.ts'

const url = 'https://auth.example.com'
const settings = { multi_factor: { totp: true, backup_code: true } }
let app: TestApp
/** With a host of its own, and with the one that is made up from its slug. */
let shop: CreatedInstance
let bare: CreatedInstance

beforeAll(async () => {
  app = await startTestApp({}, { url })
  shop = await app.create(
    { slug: 'shop', name: 'Shop', environment: 'production', host: 'clerk.shop.example' },
    settings,
  )
  bare = await app.create({ slug: 'bare', name: 'Bare', environment: 'production' }, settings)
  await app.create({ slug: 'acme', name: 'Acme' })
})
afterAll(() => app.close())
beforeEach(() => app.clock.advance(3 * 3_600_000))

const codeIn = (sent: Sent[]) => sent.findLast(({ code }) => code)?.code ?? ''
const linkIn = (sent: Sent[]) => sent.findLast(({ link }) => link)?.link ?? ''

const originFor = ({ instance }: CreatedInstance, base: string) =>
  instance.host === 'clerk.shop.example' ? `https://${instance.host}` : new URL(base).origin

let count = 0
/**
 * Causes a message of every kind that holds a link, with forged headers on every request: a notice, a change with its undo link, the undo,
 * a recovery, and the news that an address has an account. Returns the address it went to.
 */
async function everyLink(instance: CreatedInstance, base: string, headers: Record<string, string>, on = app) {
  const address = `forged${++count}@example.com`
  const visitor = () => {
    on.clock.advance(61_000)
    return Object.assign(new Browser(on, instance), { base, origin: originFor(instance, base), headers })
  }
  const read = () => sentTo(on, instance, address)
  await backend(on, instance)('POST', '/users', { email_address: [address], password })
  const owner = visitor()
  const begun = await startSignIn(owner, address)
  if (begun.status !== 200) return { status: begun.status, address, sent: await read() }
  expect((await startSignIn(visitor(), address)).response.status).toBe('complete')
  expect((await owner.get<UserView>('/me')).status).toBe(200)
  await enrol(owner)
  on.clock.advance(1000)
  const { response: stopped } = await startSignIn(visitor(), address)
  expect(stopped.status).toBe('needs_second_factor')

  const lost = visitor()
  const { response: second } = await startSignIn(lost, address)
  await lost.post(`/client/sign_ins/${second.id}/prepare_recovery`)
  const proof = { code: codeIn(await read()) }
  const recovery = await lost.post<RecoveryStepView>(`/client/sign_ins/${second.id}/attempt_recovery`, proof)
  expect(recovery.status).toBe(200)

  const stranger = visitor()
  const { response: up } = await stranger.post<SignUpView>('/client/sign_ups', { email_address: address, password })
  await stranger.post(`/client/sign_ups/${up.id}/prepare_verification`, { strategy: 'email_code' })

  on.clock.advance(1000)
  const changed = await owner.post('/me/change_password', { current_password: password, new_password: `${password} 2` })
  expect(changed.status).toBe(200)
  const token = linkIn(await read()).split('#token=')[1] ?? ''
  on.clock.advance(1000)
  expect((await visitor().post('/undo', { token })).status).toBe(200)
  return { status: 200, address, sent: await read() }
}

const forged = 'evil.example'
const headers: [string, Record<string, string>][] = [
  ['nothing forged', {}],
  ['X-Forwarded-Host', { 'x-forwarded-host': forged }],
  ['X-Forwarded-Host with a name of this machine', { 'x-forwarded-host': 'bare.localhost:4100' }],
  ['Forwarded', { forwarded: `host=${forged};proto=http` }],
  ['X-Forwarded-Proto', { 'x-forwarded-proto': 'http' }],
  ['X-Forwarded-Port', { 'x-forwarded-port': '8443' }],
  ['X-Original-Host', { 'x-original-host': forged, 'x-host': forged, 'x-forwarded-server': forged }],
  ['X-Rewrite-URL', { 'x-original-url': `//${forged}/`, 'x-rewrite-url': `//${forged}/` }],
  ['Referer', { referer: `https://${forged}/` }],
  ['Clerk-Proxy-Url without a key', { 'clerk-proxy-url': `https://${forged}/__clerk` }],
]
const hosts = [
  'shop.localhost',
  'shop.localhost:4100',
  'shop.localhost:443',
  'SHOP.LOCALHOST:4100',
  'shop.localhost.',
  'bare.localhost',
  'bare.localhost:4100',
  'clerk.shop.example:4100',
  'clerk.shop.example:443',
  'CLERK.shop.example',
  'clerk.shop.example.',
  'clerk.shop.example:9999',
  'auth.example.com:4100',
  'acme.localhost:4100',
  forged,
  `${forged}:443`,
  'localhost:4100',
  '127.0.0.1',
]

/** What every link of an instance begins with, whichever way the request came. */
const configured = { shop: ['https://clerk.shop.example/', `${url}/i/shop/`], bare: [`${url}/i/bare/`] }
const cases = [
  ...headers.map(([what, sent]) => ['shop', what, sent] as const),
  ...hosts.map((host) => ['shop', `Host: ${host}`, { host }] as const),
  ...['bare.localhost', 'bare.localhost:4100', forged].map((host) => ['bare', `Host: ${host}`, { host }] as const),
]

function expectConfigured(sent: Sent[], allowed: string[]): void {
  for (const { link, body, html = '' } of sent) {
    for (const found of [
      link ?? '',
      ...(body.match(/https?:[^\s]+/g) ?? []),
      ...(html.match(/https?:[^"<\s]+/g) ?? []),
    ]) {
      if (found !== '') expect(allowed.some((base) => found.startsWith(base)) ? 'configured' : found).toBe('configured')
    }
  }
}

test.each(cases)(
  'messages of %s link to the configured address, or the request is refused, with %s (R125)',
  async (name, _, sent) => {
    const instance = name === 'shop' ? shop : bare
    for (const path of ['', `/i/${name}`]) {
      const done = await everyLink(instance, `${url}${path}`, sent)
      const links = done.sent.filter(({ link }) => link).length
      expect(done.status === 200 ? links >= 6 : done.status >= 400 && links === 0).toBe(true)
      expectConfigured(done.sent, configured[name])
      if (path !== '' && !('host' in sent)) expect(done.status).toBe(200)
    }
  },
)

test('a forged host gets into no answer, redirect or cookie of a production instance (R125)', async () => {
  for (const host of hosts) {
    for (const path of ['/v1/environment', '/i/shop/v1/environment', '/i/bare/v1/environment', '/', '/sign-in']) {
      const origin = 'http://shop.localhost:4100'
      const answer = await app.app.request(`${url}${path}`, { headers: { host, origin } })
      // A refused origin is told to itself.
      const text = (await answer.text()).replace(`Requests from ${origin} are not allowed`, '')
      const seen = `${text} ${JSON.stringify([...answer.headers])}`
      if (!seen.includes('"slug":"acme"') && !host.startsWith('acme'))
        expect(seen).not.toMatch(/evil|localhost|:4100|:9999/)
    }
  }
})

test('`<slug>.localhost` names a development instance and never a production one (R125)', async () => {
  const local = await startTestApp()
  const dev = await local.create({ slug: 'acme' })
  await local.create({ slug: 'live', name: 'Live', environment: 'production' })
  const read = async (address: string) => (await local.app.request(`${address}/v1/environment`)).status
  expect(await read('http://acme.localhost:4100')).toBe(200)
  expect(await read('http://live.localhost:4100')).toBe(404)
  expect(await read('http://live.localhost')).toBe(404)
  expect(await read('http://localhost:4100/i/live')).toBe(200)
  await local.create({ slug: 'named', name: 'Named', environment: 'production', host: 'fapi.localhost' })
  expect(await read('http://fapi.localhost:4100')).toBe(200)
  expect(await read('http://named.localhost:4100')).toBe(404)
  const { sent } = await everyLink(dev, 'http://acme.localhost:4100', {}, local).catch(() => ({ sent: [] as Sent[] }))
  expectConfigured(sent, ['http://acme.localhost:4100/'])
  await local.close()
})

test('links to a development instance on a public server lead to that server (R125)', async () => {
  const answer = await app.app.request('http://acme.localhost:4100/v1/environment')
  expect(await answer.text()).toContain(`${url}/i/acme/sign-in`)
})

test('the proxy of an app gets into links of messages only where its address is configured (R125)', async () => {
  const visit = (address: string) =>
    everyLink(shop, url, {
      'clerk-secret-key': shop.secretKey,
      'clerk-proxy-url': address,
      origin: new URL(address).origin,
    })
  const unknown = await visit(`https://${forged}/__clerk`)
  expect(unknown.status).toBe(200)
  expectConfigured(unknown.sent, configured.shop)
  await backend(app, shop)('PATCH', '/instance/settings', { allowed_origins: ['https://www.shop.example'] })
  const known = await visit('https://www.shop.example/__clerk')
  expect(known.status).toBe(200)
  expectConfigured(known.sent, ['https://www.shop.example/__clerk/'])
})

test('cookies of a server with an https address are always sent over https only, whatever a proxy reports (R87)', async () => {
  const trustedProxies = new BlockList()
  trustedProxies.addSubnet('127.0.0.0', 8, 'ipv4')
  const proxied = await startTestApp({}, { url, trustedProxies })
  await proxied.create({ slug: 'shop', environment: 'production', host: 'clerk.shop.example' })
  for (const proto of ['http', 'https', 'HTTPS', 'https, http', 'nonsense', '']) {
    const answer = await proxied.app.request('http://clerk.shop.example/v1/client', {
      method: 'PUT',
      headers: { origin: 'https://clerk.shop.example', 'x-forwarded-proto': proto },
    })
    expect([answer.status, answer.headers.getSetCookie()[0]]).toEqual([200, expect.stringContaining('; Secure')])
  }
  await proxied.close()
})
