import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import type { CreatedInstance } from '../src/instances/create.ts'
import { startTestApp, type TestApp } from './support/app.ts'
import { Browser, backend, me, password, signUp, startSignIn } from './support/browser.ts'

let app: TestApp
let instance: CreatedInstance

beforeAll(async () => {
  app = await startTestApp()
  instance = await app.create(
    { slug: 'live', environment: 'production', host: 'clerk.example.com' },
    { allowed_origins: ['https://app.example.com'] },
  )
})
afterAll(() => app.close())
beforeEach(() => app.clock.advance(61_000))

let count = 0
async function signedIn(on = visitor()): Promise<Browser> {
  const email = `visitor${++count}@example.com`
  await backend(app, instance)('POST', '/users', { email_address: [email], password })
  expect((await startSignIn(on, email)).response.status).toBe('complete')
  return on
}
function visitor(): Browser {
  const browser = new Browser(app, instance)
  browser.origin = 'https://app.example.com'
  return browser
}
const time = (browser: Browser) => {
  const times = [...browser.cookies].filter(([name]) => name.startsWith('__client_uat'))
  expect(new Set(times.map(([, value]) => value)).size).toBeLessThan(2)
  return Number(times[0]?.[1] ?? -1)
}
const seconds = () => Math.floor(app.clock.now() / 1000)

test('an app reads in a cookie when its visitor signed in, and 0 once nobody is', async () => {
  const browser = visitor()
  expect((await browser.get('/client')).headers.getSetCookie()).toEqual([])
  await signedIn(browser)
  const at = seconds()
  expect(time(browser)).toBe(at)
  app.clock.advance(120_000)
  for (const path of ['/client', '/me']) expect((await browser.get(path)).headers.getSetCookie()).toEqual([])
  await browser.post('/client/sessions/x/touch')
  expect(time(browser)).toBe(at)
  await browser.delete('/client/sessions')
  expect(time(browser)).toBe(0)
})

test('the cookie is that of the session in use, so that no token is older than it', async () => {
  const browser = await signedIn()
  const first = time(browser)
  const { response } = await browser.get<{ last_active_session_id: string }>('/client')
  app.clock.advance(5_000)
  await signedIn(browser)
  expect(time(browser)).toBe(first + 5)
  await browser.post(`/client/sessions/${response.last_active_session_id}/touch`)
  expect(time(browser)).toBe(first)
})

test('a session that was ended from elsewhere is gone from the cookie with the next refusal', async () => {
  const browser = await signedIn()
  const { response } = await browser.get<{ sessions: { id: string }[] }>('/client')
  await backend(app, instance)('POST', `/sessions/${response.sessions[0]?.id}/revoke`)
  expect((await me(browser)).status).toBe(401)
  expect(time(browser)).toBe(0)
})

test('the time reaches the hosts beside the API, the client’s token stays on its own (R87)', async () => {
  const lines: string[] = []
  const email = `visitor${++count}@example.com`
  await backend(app, instance)('POST', '/users', { email_address: [email], password })
  const done = await startSignIn(visitor(), email)
  lines.push(...done.headers.getSetCookie())
  expect(lines.filter((line) => line.startsWith('__client=')).join()).toMatch(/HttpOnly(?!.*Domain)/)
  const times = lines.filter((line) => line.startsWith('__client_uat'))
  expect(times).toHaveLength(2)
  for (const line of times) expect(line).toMatch(/; Path=\/; Domain=example\.com; Max-Age=31536000; SameSite=Lax$/)
})

test('a development instance leaves that cookie to the page', async () => {
  const development = await app.create({ slug: 'dev' })
  const browser = await signUp(app, development, 'dev@example.com')
  expect([...browser.cookies.keys()]).toEqual(['__client'])
})
