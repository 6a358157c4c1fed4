import type { ErrorEnvelope } from '@countersign/contract'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { CreatedInstance } from '../../src/instances/create.ts'
import { startTestApp } from '../support/app.ts'
import { Browser } from '../support/browser.ts'
import { app, ask, development, own, post, setScene } from './scene.ts'

setScene()

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

test('the log keeps the codes of errors: system errors, SQLSTATE and our own (R146)', async () => {
  const { log } = app.context
  const refused = Object.assign(new Error('connect'), { code: 'ECONNREFUSED' })
  const line = (error: unknown) => {
    app.logged.length = 0
    log.error({ err: error }, 'line')
    return JSON.parse(app.logged[0] ?? '').err
  }
  expect(line(refused).error_code).toBe('ECONNREFUSED')
  expect(line(new Error('outer', { cause: refused })).cause.error_code).toBe('ECONNREFUSED')
  expect(line(Object.assign(new Error('unique'), { code: '23505' })).error_code).toBe('23505')
  expect(line(Object.assign(new Error('busy'), { code: 'ERR_SQLITE_ERROR', errcode: 5 }))).toMatchObject({
    error_code: 'ERR_SQLITE_ERROR',
    errcode: 5,
  })
  // What was typed is none, whatever it is attached to.
  for (const typed of ['424242', '12345678', 'abcd-efgh', 'K7QM2-9XTPA', 'a password'])
    expect(line(Object.assign(new Error('typed'), { code: typed }))).not.toHaveProperty('error_code')
  app.logged.length = 0
  await new Browser(app, development).post('/client/sign_ins', { identifier: 'log@example.com', strategy: 'nonsense' })
  log.error({ code: '424242', nested: { code: '424242' } }, 'line')
  expect(app.logged.join('')).toContain('"error_code":"form_param_format_invalid"')
  expect(app.logged.join('')).not.toContain('424242')
})

test('answers of a development instance can be slowed down, a production one never is', async () => {
  const slow = await startTestApp({}, { devLatencyMs: 1_500 })
  const dev = await slow.create({ slug: 'dev' })
  const live = await slow.create({ slug: 'live', environment: 'production' })
  const answered: string[] = []
  const prepare = async (instance: CreatedInstance) => {
    const browser = new Browser(slow, instance)
    const { response } = await browser.post<{ id: string }>('/client/sign_ins', { identifier: 'a@example.com' })
    await browser.post(`/client/sign_ins/${response.id}/prepare_first_factor`, {
      strategy: 'email_code',
      email_address_id: 'x',
    })
    answered.push(instance.instance.slug)
  }
  await Promise.all([prepare(dev), prepare(live)])
  expect(answered).toEqual(['live', 'dev'])
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
