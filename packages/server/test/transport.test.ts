import { BlockList } from 'node:net'
import type { ErrorEnvelope } from '@countersign/contract'
import fc from 'fast-check'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { frontendRoutes } from '../src/frontend-api/routes.ts'
import type { CreatedInstance } from '../src/instances/create.ts'
import { patchSettings } from '../src/instances/settings.ts'
import { startTestApp, type TestApp } from './support/app.ts'
import { Browser, signUp } from './support/browser.ts'

let app: TestApp
let development: CreatedInstance
let production: CreatedInstance

beforeAll(async () => {
  app = await startTestApp()
  development = await app.create({ slug: 'acme' })
  production = await app.create({ slug: 'shop', name: 'Shop', environment: 'production', host: 'clerk.shop.example' })
})
afterAll(() => app.close())
beforeEach(() => app.clock.advance(3600_000))

const own = 'http://acme.localhost:4100'
const ask = async (path: string, init: RequestInit = {}) =>
  app.app.request(path.startsWith('http') ? path : `${own}${path}`, init)
const post = (path: string, body: string | Uint8Array<ArrayBuffer> = '', headers: Record<string, string> = {}) =>
  ask(path, {
    method: 'POST',
    body,
    headers: { 'content-type': 'application/x-www-form-urlencoded', origin: own, ...headers },
  })
const codeOf = async (answer: Response) => ((await answer.json()) as ErrorEnvelope).errors[0]?.code

test.each([
  '/v1//client',
  '//v1/client',
  '/v1/client/',
  '/v1/Client',
  '/V1/client',
  '/v1/client;a=b',
  '/v1%2fclient',
  '/v1/%63lient',
  '/v1/client%00',
  '/v1/client%2f..%2fenvironment',
  '/v1/client/.',
  '/dashboard/api',
  '/i/acme',
  '/v2/client',
  '/v1',
  '/v1/nothing',
  '/i/acme/v2/client',
  '/i/acme//v1/client',
  '/i/ACME/v1/client',
  '/nothing',
  '/sign-in//x',
  '/dashboard/api/nothing',
])('%s is not an address (R62)', async (path) => {
  const answer = await ask(path)
  expect(answer.status).toBe(404)
})

test('a trailing slash is taken on POST, where the SDKs send it, and finds the same guard (R62)', async () => {
  expect(await codeOf(await post('/v1/me/backup_codes/'))).toBe('signed_out')
  expect(await codeOf(await post('/v1/me/backup_codes'))).toBe('signed_out')
})

test('_method counts on POST only, the header of the same purpose never (R62)', async () => {
  expect(await codeOf(await post('/v1/me?_method=PATCH'))).toBe('signed_out')
  expect(await codeOf(await post('/v1/me', '', { 'x-http-method-override': 'PATCH' }))).toBe('route_not_found')
  expect((await ask('/v1/client?_method=DELETE')).status).toBe(200)
  for (const query of ['_method=TRACE', '_method=patch', '_method=PATCH&_method=PUT', '_method=']) {
    expect(await codeOf(await post(`/v1/me?${query}`))).toBe('request_malformed')
  }
})

test('GET, HEAD and OPTIONS have no effects: the database is the same before and after (R122)', async () => {
  const browser = await signUp(app, development, 'reader@example.com')
  const cookie = [...browser.cookies].map(([name, value]) => `${name}=${value}`).join('; ')
  const state = async () => {
    const tables = [
      'users',
      'clients',
      'sessions',
      'sign_ins',
      'sign_ups',
      'email_addresses',
      'totp_factors',
      'backup_codes',
      'verifications',
      'messages',
      'tickets',
      'audit',
    ] as const
    return JSON.stringify(
      await Promise.all(tables.map((table) => app.context.db.selectFrom(table).selectAll().execute())),
    )
  }
  const before = await state()
  for (const route of frontendRoutes) {
    const path = `/v1${route.path.replace(/:\w+/g, 'x')}`
    for (const method of ['GET', 'HEAD', 'OPTIONS']) await ask(path, { method, headers: { cookie, origin: own } })
  }
  expect(await state()).toBe(before)
})

test('HEAD answers as GET, without a body', async () => {
  const answer = await ask('/v1/environment', { method: 'HEAD' })
  expect([answer.status, await answer.text()]).toEqual([200, ''])
})

test('too much is refused before it is read: address, body, compression (R120)', async () => {
  expect((await ask(`/v1/client?a=${'x'.repeat(9000)}`)).status).toBe(414)
  expect((await post('/v1/client/sign_ins', 'x'.repeat(64 * 1024 + 1))).status).toBe(413)
  expect((await post('/v1/client/sign_ins', '', { 'content-length': '999999999' })).status).toBe(413)
  for (const encoding of ['gzip', 'br', 'deflate, gzip']) {
    expect((await post('/v1/client/sign_ins', 'x', { 'content-encoding': encoding })).status).toBe(415)
  }
})

test('a body without a declared length is cut off at the limit (R120)', async () => {
  let sent = 0
  const endless = new ReadableStream({
    pull(controller) {
      sent += 16_384
      controller.enqueue(new Uint8Array(16_384).fill(97))
    },
  })
  const init = {
    method: 'POST',
    body: endless,
    duplex: 'half',
    headers: { 'content-type': 'application/json', origin: own },
  }
  expect((await ask('/v1/client/sign_ins', init as RequestInit)).status).toBe(413)
  expect(sent).toBeLessThan(256 * 1024)
})

test.each([
  ['invalid JSON', 'application/json', '{', 'request_malformed'],
  ['a list', 'application/json', '[1]', 'request_malformed'],
  ['an equal key twice', 'application/json', '{"identifier":"a","identifier":"b"}', 'request_malformed'],
  ['__proto__', 'application/json', '{"__proto__":{"a":1}}', 'request_malformed'],
  ['NUL', 'application/json', '{"identifier":"a\\u0000"}', 'request_malformed'],
  ['a lone surrogate', 'application/json', '{"identifier":"\\ud800"}', 'request_malformed'],
  [
    'a list for a text',
    'application/json',
    '{"identifier":["a@example.com","b@example.com"]}',
    'form_param_format_invalid',
  ],
  ['an object for a text', 'application/json', '{"identifier":{"$ne":""}}', 'form_param_format_invalid'],
  ['a number for a text', 'application/json', '{"identifier":1}', 'form_param_format_invalid'],
  ['a field twice', 'application/x-www-form-urlencoded', 'identifier=a&identifier=b', 'request_malformed'],
  ['a wrong encoding', 'application/x-www-form-urlencoded', 'identifier=%ff', 'request_malformed'],
  ['another kind of body', 'text/plain', 'identifier=a', 'content_type_unsupported'],
])('%s is told apart and half-done nothing (R45, R119)', async (_, type, body, code) => {
  const answer = await post('/v1/client/sign_ins', body, { 'content-type': type })
  expect(answer.headers.getSetCookie()).toEqual([])
  expect(await codeOf(answer)).toBe(code)
})

test('a missing field is named, a wrong one is named', async () => {
  const browser = await signUp(app, development, 'fields@example.com')
  const missing = await browser.post('/me/totp/attempt_verification')
  expect(missing.errors[0]).toMatchObject({ code: 'form_param_missing', meta: { param_name: 'code' } })
  const wrong = await browser.send('POST', '/me/totp/attempt_verification', '{"code":[1]}', 'application/json')
  expect(wrong.errors[0]).toMatchObject({ code: 'form_param_format_invalid', meta: { param_name: 'code' } })
})

test('fields nobody declared are ignored, never bound (R49)', async () => {
  const browser = await signUp(app, development, 'binder@example.com')
  await browser.patch('/me', {
    first_name: 'Ada',
    id: 'user_x',
    banned_at: '1',
    epoch: '99',
    external_id: 'x',
    instance_id: production.instance.id,
  })
  const row = await app.context.db
    .selectFrom('users')
    .selectAll()
    .where('first_name', '=', 'Ada')
    .executeTakeFirstOrThrow()
  expect(row).toMatchObject({ banned_at: null, external_id: null, instance_id: development.instance.id })
  expect(row.id).not.toBe('user_x')
})

test('every answer carries the security headers, refusals and pages included (R126)', async () => {
  const answers = [
    await ask('/v1/environment'),
    await ask('/v1/nothing'),
    await ask('/v1//client'),
    await post('/v1/client/sign_ins', '{', { 'content-type': 'application/json' }),
    await post('/v1/client', '', { origin: 'https://evil.example' }),
    await ask('/v1/client', { method: 'OPTIONS', headers: { origin: own } }),
    await ask('/healthz'),
    await ask('/readyz'),
    await ask('/metrics'),
    await ask('/'),
    await ask('/sign-in'),
    await ask('/dashboard'),
    await ask('/npm/@clerk/clerk-js@6/dist/clerk.browser.js'),
    await ask('/account-assets/nothing.js'),
    await ask('/i/nobody/sign-in', { headers: { accept: 'text/html' } }),
    await ask('/.well-known/jwks.json'),
  ]
  for (const { headers, status } of answers) {
    expect([status, headers.get('content-security-policy')]).toEqual([
      status,
      expect.stringContaining("default-src 'none'"),
    ])
    expect(headers.get('content-security-policy')).toMatch(/base-uri 'none'.*frame-ancestors 'none'/)
    expect(headers.get('content-security-policy')).not.toMatch(/unsafe|\*|http:/)
    expect(headers.get('x-content-type-options')).toBe('nosniff')
    expect(headers.get('referrer-policy')).toBe('no-referrer')
    expect(headers.get('cross-origin-opener-policy')).toBe('same-origin')
    expect(headers.get('cross-origin-resource-policy')).toMatch(/^(same|cross)-origin$/)
    expect(headers.get('permissions-policy')).toContain('camera=()')
  }
  for (const answer of answers.slice(0, 6)) expect(answer.headers.get('cache-control')).toBe('no-store')
})

test('behind https every answer demands https from then on (R126)', async () => {
  const secure = await startTestApp({}, { url: 'https://auth.example.com' })
  await secure.create({ slug: 'acme' })
  for (const path of ['/v1/environment', '/v1/nothing', '/healthz', '/dashboard']) {
    const answer = await secure.app.request(`https://auth.example.com${path}`)
    expect(answer.headers.get('strict-transport-security')).toBe('max-age=31536000; includeSubDomains')
  }
  await secure.close()
})

test('JSON is sent as exactly application/json, as the SDKs need it', async () => {
  for (const path of ['/v1/environment', '/v1/client', '/v1/nothing']) {
    expect((await ask(path)).headers.get('content-type')).toBe('application/json')
  }
})

test('a page of another origin can neither change nor read anything (R121, R123)', async () => {
  const victim = await signUp(app, development, 'victim@example.com')
  const cookie = [...victim.cookies].map(([name, value]) => `${name}=${value}`).join('; ')
  const before = await victim.get<{ first_name: string | null }>('/me')
  for (const headers of [
    { origin: 'https://evil.example' },
    { origin: 'null' },
    { origin: 'http://acme.localhost.evil.example:4100' },
    { 'sec-fetch-site': 'cross-site' },
    { 'sec-fetch-site': 'same-site' },
    {},
  ]) {
    const answer = await ask('/v1/me?_method=PATCH', {
      method: 'POST',
      body: 'first_name=Eve',
      headers: { cookie, 'content-type': 'application/x-www-form-urlencoded', ...headers } as Record<string, string>,
    })
    expect([answer.status, answer.headers.get('access-control-allow-origin')]).toEqual([403, null])
  }
  expect((await victim.get<{ first_name: string | null }>('/me')).response.first_name).toBe(before.response.first_name)
})

test('signing in and asking for a code demand a known origin even without a cookie (R121)', async () => {
  for (const path of ['/v1/client/sign_ins', '/v1/client/sign_ups']) {
    expect(await codeOf(await post(path, 'identifier=a%40example.com', { origin: 'https://evil.example' }))).toBe(
      'origin_invalid',
    )
    const bare = await ask(path, {
      method: 'POST',
      body: 'identifier=a%40example.com',
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
    })
    expect(bare.status).not.toBe(403)
  }
})

test('an origin the operator allowed is answered, and every answer varies by origin (R123)', async () => {
  const shop = 'http://clerk.shop.example'
  await patchSettings(
    { context: app.context, instance: production.instance, now: app.clock.now() },
    { allowed_origins: ['https://app.shop.example'] },
  )
  const read = (origin: string) => ask(`${shop}/v1/client`, { headers: { origin } })
  const allowed = await read('https://app.shop.example')
  expect(allowed.headers.get('access-control-allow-origin')).toBe('https://app.shop.example')
  expect(allowed.headers.get('access-control-allow-credentials')).toBe('true')
  const stranger = await read('https://app.shop.example.evil.example')
  expect(stranger.headers.get('access-control-allow-origin')).toBeNull()
  expect([allowed, stranger].map((answer) => answer.headers.get('vary'))).toEqual(['Origin', 'Origin'])
  const preflight = await ask(`${shop}/v1/client`, {
    method: 'OPTIONS',
    headers: { origin: 'https://app.shop.example' },
  })
  expect([preflight.status, preflight.headers.get('access-control-allow-methods')]).toEqual([
    204,
    'GET, POST, PUT, PATCH, DELETE',
  ])
})

test('forged host headers get into no link, cookie or CORS answer (R125)', async () => {
  const answer = await post('/v1/client/sign_ins', 'identifier=a%40example.com', {
    'x-forwarded-host': 'evil.example',
    'x-forwarded-proto': 'https',
    forwarded: 'host=evil.example;proto=https',
  })
  const text = `${await answer.text()} ${JSON.stringify([...answer.headers])}`
  expect(text).not.toContain('evil.example')
  expect(answer.headers.getSetCookie().join()).not.toContain('Secure')
  const environment = await ask('/v1/environment', { headers: { 'x-forwarded-host': 'evil.example' } })
  expect(await environment.text()).not.toContain('evil.example')
})

test('a trusted proxy names host, scheme and visitor; nobody else can (R105, R125)', async () => {
  const trustedProxies = new BlockList()
  trustedProxies.addSubnet('127.0.0.0', 8, 'ipv4')
  const proxied = await startTestApp({}, { trustedProxies })
  const { instance } = await proxied.create({ slug: 'shop', environment: 'production', host: 'clerk.shop.example' })
  const answer = await proxied.app.request('http://10.0.0.7:4100/v1/client', {
    method: 'PUT',
    headers: {
      origin: `https://${instance.host}`,
      'x-forwarded-host': instance.host,
      'x-forwarded-proto': 'https',
      'x-forwarded-for': '203.0.113.9',
    },
  })
  expect(answer.status).toBe(200)
  expect(answer.headers.getSetCookie()[0]).toContain('; Secure')
  await proxied.close()
})

test('an app that holds the secret key may pass its visitors on, and only with the right key', async () => {
  const visit = (key: string) =>
    ask('http://localhost:4100/v1/client', {
      method: 'PUT',
      headers: {
        origin: 'https://www.shop.example',
        'clerk-secret-key': key,
        'clerk-proxy-url': 'https://www.shop.example/__clerk',
      },
    })
  const answer = await visit(production.secretKey)
  expect([answer.status, answer.headers.get('access-control-allow-origin')]).toEqual([200, 'https://www.shop.example'])
  expect(answer.headers.getSetCookie()[0]).toContain('; Secure')
  expect(await codeOf(await visit(`sk_live_${'x'.repeat(43)}`))).toBe('clerk_key_invalid')
})

test('a wrong secret key opens nothing, whatever it looks like (R131)', async () => {
  const { secretKey } = development
  for (const key of [
    'sk_test_x',
    `sk_test_${'A'.repeat(43)}`,
    'sk_live_',
    'sk_',
    `${secretKey}x`,
    secretKey.slice(0, -1),
    secretKey.replace('test', 'live'),
  ]) {
    const answer = await ask('/v1/environment', { headers: { 'clerk-secret-key': key } })
    expect([answer.status, await codeOf(answer)]).toEqual([401, 'clerk_key_invalid'])
  }
  expect((await ask('/v1/environment', { headers: { 'clerk-secret-key': secretKey } })).status).toBe(200)
})

test('headers that make no sense are the caller’s fault at worst (R127)', async () => {
  const values = fc.string({ unit: fc.constantFrom(...' !"#%&()*,-./09:;<=>?@AZ[]^_`az{|}~é\u00ff'), maxLength: 40 })
  const names = fc.constantFrom(
    'authorization',
    'cookie',
    'origin',
    'referer',
    'x-forwarded-for',
    'host',
    'sec-fetch-site',
    'content-type',
    'clerk-proxy-url',
    'user-agent',
    'if-none-match',
  )
  const paths = fc.constantFrom(
    '/v1/client',
    '/v1/me',
    '/v1/environment',
    '/sign-in',
    '/dashboard/api/x',
    '/',
    '/metrics',
  )
  await fc.assert(
    fc.asyncProperty(
      fc.dictionary(names, values, { maxKeys: 5 }),
      paths,
      fc.constantFrom('GET', 'POST', 'OPTIONS', 'DELETE'),
      async (headers, path, method) => {
        const prefixed =
          'authorization' in headers ? { ...headers, authorization: `Bearer ${headers['authorization']}` } : headers
        const answer = await ask(path, { method, headers: prefixed })
        expect([headers, path, method, answer.status < 500 || answer.status === 503]).toEqual([
          headers,
          path,
          method,
          true,
        ])
      },
    ),
    { numRuns: 300 },
  )
})

test('an error nobody expected is a 500 with a request id, and its cause is only in the log (R118, R127)', async () => {
  let isBroken = false
  const broken = await startTestApp({
    onQuery(sql) {
      if (isBroken && sql.includes('clients')) throw new Error('the secret cause')
    },
  })
  const instance = await broken.create()
  const browser = new Browser(broken, instance)
  await browser.send('PUT', '/client')
  isBroken = true
  const answer = await browser.get('/client')
  expect(answer).toMatchObject({ status: 500, code: 'internal_error' })
  expect(JSON.stringify(answer.body)).not.toContain('secret cause')
  const { clerk_trace_id: id } = answer.body as ErrorEnvelope
  expect(broken.logged.find((line) => line.includes(id))).toContain('the secret cause')
  isBroken = false
  expect((await browser.get('/client')).status).toBe(200)
  await broken.close()
})

test('the log has no query strings, cookies, codes or passwords in it (R146, R147)', async () => {
  app.logged.length = 0
  const browser = new Browser(app, development)
  await browser.send('PUT', '/client')
  await browser.post('/client/sign_ins?canary=canary-query', {
    identifier: 'canary@example.com',
    password: 'canary-password',
  })
  app.context.log.error(
    {
      password: 'canary-field',
      headers: { cookie: 'canary-cookie', authorization: 'canary-authorization' },
      note: 'a\nb',
    },
    'line',
  )
  const text = app.logged.join('')
  expect(app.logged.length).toBeGreaterThan(0)
  expect(text).not.toContain('canary')
  for (const value of browser.cookies.values()) expect(text).not.toContain(value)
  for (const line of app.logged) {
    expect(line.trimEnd()).not.toContain('\n')
    expect(JSON.parse(line)).toHaveProperty('time')
  }
})

test('answers of a development instance can be slowed down, a production one never is', async () => {
  const slow = await startTestApp({}, { devLatencyMs: 120 })
  const dev = await slow.create({ slug: 'dev' })
  const live = await slow.create({ slug: 'live', environment: 'production' })
  const time = async (instance: CreatedInstance) => {
    const browser = new Browser(slow, instance)
    const { response } = await browser.post<{ id: string }>('/client/sign_ins', { identifier: 'a@example.com' })
    const startedAt = performance.now()
    await browser.post(`/client/sign_ins/${response.id}/prepare_first_factor`, {
      strategy: 'email_code',
      email_address_id: 'x',
    })
    return performance.now() - startedAt
  }
  expect(await time(live)).toBeLessThan(110)
  expect(await time(dev)).toBeGreaterThanOrEqual(115)
  await slow.close()
})

test('metrics are for this machine or the bearer of the token, not for whoever a local proxy lets in', async () => {
  const open = await startTestApp({}, { metricsToken: 'a-token-of-enough-length' })
  const get = (headers: Record<string, string>) => open.app.request('http://localhost:4100/metrics', { headers })
  expect(await (await get({})).text()).toContain('countersign_requests_total')
  expect((await get({ 'x-forwarded-for': '203.0.113.9' })).status).toBe(404)
  expect((await get({ 'x-forwarded-for': '203.0.113.9', authorization: 'Bearer wrong' })).status).toBe(404)
  expect(
    (await get({ 'x-forwarded-for': '203.0.113.9', authorization: 'Bearer a-token-of-enough-length' })).status,
  ).toBe(200)
  await open.close()
})
