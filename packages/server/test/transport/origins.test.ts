import { BlockList } from 'node:net'
import { expect, test } from 'vitest'
import { patchSettings } from '../../src/instances/settings.ts'
import { startTestApp } from '../support/app.ts'
import { signUp } from '../support/browser.ts'
import { app, ask, codeOf, development, post, production, setScene } from './scene.ts'

setScene()

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
    const readers = 'origin' in headers ? '*' : null
    expect([answer.status, answer.headers.get('access-control-allow-origin')]).toEqual([403, readers])
    expect(answer.headers.get('access-control-allow-credentials')).toBeNull()
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

test('tells a page of a refused origin which setting it needs, and nothing about the browser (R121, R123)', async () => {
  const victim = await signUp(app, development, 'reader@example.com')
  const cookie = [...victim.cookies].map(([name, value]) => `${name}=${value}`).join('; ')
  const origin = 'https://evil.example'
  const paths = ['/v1/environment', '/v1/client', '/v1/me', '/v1/client?rotating_token_nonce=x']
  for (const path of paths) {
    const read = async (headers: Record<string, string>) => {
      const answer = await ask(path, { headers: { origin, ...headers } })
      const { errors, ...rest } = (await answer.json()) as { errors: { code: string; long_message: string }[] }
      const of = (name: string) => answer.headers.get(name)
      expect([answer.status, errors.length, errors[0]?.code]).toEqual([403, 1, 'origin_invalid'])
      expect(errors[0]?.long_message).toContain(
        `Requests from ${origin} are not allowed. Add it to \`allowed_origins\``,
      )
      expect([of('access-control-allow-origin'), of('access-control-allow-credentials')]).toEqual(['*', null])
      expect([of('vary'), answer.headers.getSetCookie(), of('access-control-expose-headers')]).toEqual([
        'Origin',
        [],
        null,
      ])
      return { errors, rest: Object.keys(rest) }
    }
    expect(await read({ cookie })).toEqual(await read({}))
  }
  expect((await ask('/v1/.well-known/jwks.json', { headers: { origin } })).status).toBe(200)
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
  expect([stranger.status, stranger.headers.get('access-control-allow-credentials')]).toEqual([403, null])
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
