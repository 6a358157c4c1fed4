import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { dashboardRoutes } from '../../src/dashboard-api/routes.ts'
import { frontendRoutes } from '../../src/frontend-api/routes.ts'
import { makeFirstInstances } from '../../src/instances/bootstrap.ts'
import type { CreatedInstance } from '../../src/instances/create.ts'
import { mfaOn, startTestApp, type TestApp } from '../support/app.ts'
import { type Browser, enrol, me, signUp } from '../support/browser.ts'
import { asText, dumpDatabase } from './dump.ts'

let app: TestApp
let development: CreatedInstance
let production: CreatedInstance
let victim: Browser

beforeAll(async () => {
  app = await startTestApp()
  await makeFirstInstances(app.context)
  development = await app.create({}, mfaOn)
  production = await app.create(
    { name: 'Shop', environment: 'production', host: 'clerk.shop.example' },
    { ...mfaOn, allowed_origins: ['https://shop.example'] },
  )
  victim = await signUp(app, development, 'victim@example.com')
  await enrol(victim)
})
afterAll(() => app.close())
beforeEach(() => app.clock.advance(60_000))

const writes = frontendRoutes.filter((route) => route.method !== 'GET')
const body = 'identifier=victim%40example.com&password=x&email_address=a%40example.com&new_password=a+different+one'
/** What a hostile page can make a browser send. */
const senders: [string, Record<string, string>][] = [
  ['another site', { origin: 'https://evil.example' }],
  ['a sandboxed frame', { origin: 'null' }],
  ['a page that hides its origin', { 'sec-fetch-site': 'cross-site' }],
  ['a sibling host', { 'sec-fetch-site': 'same-site' }],
  ['an old browser', {}],
]

describe.each(senders)('%s', (_, headers) => {
  test('can make the victim’s browser change nothing, on any route (R121, R67)', async () => {
    const before = withoutCounters(await dumpDatabase(app.context.db))
    const cookie = [...victim.cookies].map(([name, value]) => `${name}=${value}`).join('; ')
    for (const route of writes) {
      const path = route.path.replace(/:\w+/g, 'sess_00000000000000000000000000')
      for (const type of ['application/x-www-form-urlencoded', 'application/json', 'text/plain']) {
        for (const [method, suffix] of [
          [route.method, ''],
          ['POST', `?_method=${route.method}`],
        ]) {
          const answer = await app.app.request(`http://${development.instance.host}/v1${path}${suffix}`, {
            method: method ?? 'POST',
            headers: { ...headers, cookie, 'content-type': type },
            body: type === 'application/json' ? '{}' : body,
          })
          expect([400, 403], `${method} ${path}${suffix}`).toContain(answer.status)
          expect(answer.headers.get('set-cookie')).toBeNull()
          // A refusal may be read, without cookies; nothing else.
          const readers = 'origin' in headers && answer.status === 403 ? '*' : null
          expect(answer.headers.get('access-control-allow-origin'), `${method} ${path}`).toBe(readers)
          expect(answer.headers.get('access-control-allow-credentials')).toBeNull()
        }
      }
    }
    expect(withoutCounters(await dumpDatabase(app.context.db))).toBe(before)
    expect((await me(victim)).status).toBe(200)
  })
})

test('another site cannot use the dashboard through an operator’s browser (R121, R130)', async () => {
  for (const route of dashboardRoutes.filter((row) => row.method !== 'GET')) {
    const answer = await app.app.request(`http://localhost:4100/dashboard/api${route.path.replace(/:\w+/g, 'x')}`, {
      method: route.method,
      headers: { origin: 'https://evil.example', 'content-type': 'application/json' },
      body: '{}',
    })
    expect(answer.status, route.path).toBe(403)
    expect(answer.headers.get('access-control-allow-origin')).toBeNull()
  }
})

/** Windows of request counts may move; nothing else may. */
function withoutCounters(dump: Map<string, string>): string {
  dump.delete('limits')
  return asText(dump)
}

describe('of a production instance an origin is answered exactly or not at all (R123):', () => {
  const refused = [
    'http://shop.example',
    'https://shop.example.evil.example',
    'https://evil-shop.example',
    'https://shop.example:8443',
    'https://sub.shop.example',
    'https://shop.exampleevil',
    'https://shop.example@evil.example',
    'https://evil.example/https://shop.example',
    'https://shop.example/',
    'https://shop.example.',
    'https://SHOP.example',
    'https://shop.example%00.evil.example',
    'https://shop.example evil.example',
    'https://xn--shop-example',
    'https://shоp.example'.normalize('NFC').replace('о', '%D0%BE'),
    'null',
    'file://',
    'http://localhost:3000',
    'http://127.0.0.1',
    'http://clerk.shop.example.evil.example',
    'https://clerk.shop.example.evil.example',
    'chrome-extension://abcdefgh',
    'javascript://shop.example',
    '*',
    'https://shop.example,https://evil.example',
  ]
  const ask = (method: string, origin: string) =>
    app.app.request('http://clerk.shop.example/v1/client', {
      method,
      headers: { origin, 'access-control-request-method': 'POST', 'content-type': 'application/x-www-form-urlencoded' },
    })

  test.each(refused)('%s gets no permission', async (origin) => {
    for (const method of ['OPTIONS', 'GET', 'PUT', 'DELETE']) {
      const answer = await ask(method, origin)
      expect(answer.headers.get('access-control-allow-credentials'), method).toBeNull()
      const permission = method === 'OPTIONS' ? [204, null] : [403, '*']
      expect([answer.status, answer.headers.get('access-control-allow-origin')], method).toEqual(permission)
      expect(answer.headers.get('vary'), method).toContain('Origin')
    }
  })

  test.each(['https://shop.example', 'https://clerk.shop.example'])('%s does', async (origin) => {
    for (const method of ['OPTIONS', 'GET', 'PUT']) {
      const answer = await ask(method, origin)
      expect(answer.status, method).toBeLessThan(300)
      expect(answer.headers.get('access-control-allow-origin'), method).toBe(origin)
    }
    expect(production.instance.host).toBe('clerk.shop.example')
  })
})

test('every GET asked twice leaves the database as it was (R122)', async () => {
  const dump = async () => withoutCounters(await dumpDatabase(app.context.db))
  const before = await dump()
  for (const route of frontendRoutes.filter((row) => row.method === 'GET')) {
    const path = route.path.replace(/:\w+/g, 'sess_00000000000000000000000000')
    for (const query of ['', '?_method=POST', '?_method=DELETE', '?code=123456&strategy=totp'])
      for (let i = 0; i < 2; i++) await victim.get(`${path}${query}`)
  }
  expect(await dump()).toBe(before)
})
