import type { SignInView } from '@countersign/contract'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import type { CreatedInstance } from '../src/instances/create.ts'
import { startTestApp, type TestApp } from './support/app.ts'
import { afterOverlap, Browser, backend, password } from './support/browser.ts'

let app: TestApp
let dev: CreatedInstance
let live: CreatedInstance

beforeAll(async () => {
  app = await startTestApp()
  dev = await app.create({ slug: 'dev', host: 'happy-hippo-1.clerk.accounts.dev' })
  live = await app.create({ slug: 'live', environment: 'production', host: 'clerk.example.com' })
  await backend(app, dev)('POST', '/users', { email_address: ['ada@example.com'], password })
})
afterAll(() => app.close())
beforeEach(() => app.clock.advance(61_000))

/** A page on another site than the API: its browser sends no cookie, so it is known by its token alone. */
async function begin(instance = dev) {
  const browser = new Browser(app, instance)
  browser.origin = instance === dev ? 'http://localhost:3000' : 'https://clerk.example.com'
  const made = await browser.post<{ object: string; id: string }>('/dev_browser')
  browser.cookies.clear()
  return { browser, made, token: made.response?.id }
}
const at = (path: string, token: string) => `${path}?__clerk_db_jwt=${token}`
async function signIn(browser: Browser, token: string) {
  const fields = { identifier: 'ada@example.com', password }
  const done = await browser.post<SignInView>(at('/client/sign_ins', token), fields)
  expect(done.response.status).toBe('complete')
  browser.cookies.clear()
  return { done, next: done.headers.get('clerk-db-jwt') ?? '' }
}

test('a development page keeps its client by a token, which changes with every rise in privilege (R88)', async () => {
  const { browser, made, token } = await begin()
  expect(made.response).toEqual({ object: 'dev_browser', id: expect.stringMatching(/^[\w-]{43}$/) })
  expect((await browser.get(at('/client', token))).response).toMatchObject({ sessions: [] })
  const { done, next } = await signIn(browser, token)
  expect(next).toMatch(/^[\w-]{43}$/)
  expect(next).not.toBe(token)
  expect(done.headers.get('access-control-expose-headers')).toContain('Clerk-Db-Jwt')
  // The lost answer is told again, by the header that carries the token here.
  const fields = { identifier: 'ada@example.com', password }
  const again = await browser.post<SignInView>(at('/client/sign_ins', token), fields)
  expect([again.body, again.headers.get('clerk-db-jwt')]).toEqual([done.body, next])
  browser.cookies.clear()
  expect((await browser.get(at('/client', token))).response).toMatchObject({ sessions: [] })
  afterOverlap(browser)
  expect((await browser.get(at('/client', token))).code).toBe('dev_browser_unauthenticated')
  const { response } = await browser.get<{ sessions: object[] }>(at('/client', next))
  expect(response.sessions).toHaveLength(1)
  expect((await browser.get(at('/me', next))).status).toBe(200)
})

test('a token that is not one is told so, but for who begins anew', async () => {
  const { browser } = await begin()
  for (const token of ['x', '', 'A'.repeat(43), '%00']) {
    const answer = await browser.get(at('/client', token))
    expect([answer.status, answer.code]).toEqual([401, 'dev_browser_unauthenticated'])
  }
  expect((await browser.post('/dev_browser')).status).toBe(200)
})

test('a handshake takes the token with it, and makes one for a browser that has none', async () => {
  const { browser, token } = await begin()
  const { next } = await signIn(browser, token)
  const shake = async (query: Record<string, string>) => {
    const asked = new URLSearchParams({ redirect_url: 'http://localhost:3000/', format: 'nonce', ...query })
    const answer = await app.app.request(`http://${dev.instance.host}/v1/client/handshake?${asked}`)
    const nonce = new URL(answer.headers.get('location') ?? '').searchParams.get('__clerk_handshake_nonce')
    const { response } = await backend(app, dev)<{ directives: string[] }>(
      'GET',
      `/clients/handshake_payload?nonce=${nonce}`,
    )
    const value = (name: string) =>
      response.directives.find((line) => line.startsWith(`${name}=`))?.split(/[=;]/)[1] ?? ''
    return { devBrowser: value('__clerk_db_jwt'), session: value('__session') }
  }
  const known = await shake({ __clerk_db_jwt: next })
  expect([known.devBrowser, known.session !== '']).toEqual([next, true])
  for (const query of [{}, { __clerk_db_jwt: 'A'.repeat(43) }]) {
    const unknown = await shake(query)
    expect([unknown.devBrowser === next, unknown.session]).toEqual([false, ''])
    expect((await browser.get(at('/client', unknown.devBrowser))).response).toMatchObject({ sessions: [] })
  }
})

test('a production instance has no development browsers and never looks at an address for a client (R94)', async () => {
  const { made } = await begin(live)
  expect([made.status, made.code]).toEqual([403, 'development_only'])
  await backend(app, live)('POST', '/users', { email_address: ['ada@example.com'], password })
  const browser = new Browser(app, live)
  browser.origin = 'https://clerk.example.com'
  const done = await browser.post<SignInView>('/client/sign_ins', { identifier: 'ada@example.com', password })
  expect(done.response.status).toBe('complete')
  const stranger = new Browser(app, live)
  const answer = await stranger.get(at('/client', browser.cookies.get('__client') ?? ''))
  expect([answer.status, answer.response, answer.headers.get('clerk-db-jwt')]).toEqual([200, null, null])
})

test('a page that is not allowed gets no development browser (R121, R123)', async () => {
  const browser = new Browser(app, dev)
  browser.origin = 'https://evil.example'
  const answer = await browser.post('/dev_browser')
  expect([answer.status, answer.headers.get('access-control-allow-credentials')]).toEqual([403, null])
  expect(answer.headers.getSetCookie()).toEqual([])
})

test('hands no app the token that a proof has just replaced, and hands it the new one (R88)', async () => {
  const { browser, token } = await begin()
  const { next } = await signIn(browser, token)
  const shake = (value: string) => {
    const url = encodeURIComponent('http://localhost:3000/')
    return browser.get(`${at('/client/handshake', value)}&redirect_url=${url}`)
  }
  expect((await shake(token)).code).toBe('client_renewed')
  expect((await shake(next)).status).toBe(307)
})
