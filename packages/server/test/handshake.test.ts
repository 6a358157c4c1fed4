import { BlockList } from 'node:net'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { cookieSuffix } from '../src/http/cookies.ts'
import type { CreatedInstance } from '../src/instances/create.ts'
import { startTestApp, type TestApp } from './support/app.ts'
import { Browser, backend, me, password, startSignIn } from './support/browser.ts'

let app: TestApp
let live: CreatedInstance
let dev: CreatedInstance

beforeAll(async () => {
  app = await startTestApp()
  const settings = { allowed_origins: ['https://app.example.com', 'https://shop.example.org'] }
  live = await app.create({ slug: 'live', environment: 'production', host: 'clerk.example.com' }, settings)
  dev = await app.create({ slug: 'dev' })
})
afterAll(() => app.close())
beforeEach(() => app.clock.advance(61_000))

let count = 0
async function signedIn(instance = live): Promise<Browser> {
  const email = `visitor${++count}@example.com`
  await backend(app, instance)('POST', '/users', { email_address: [email], password })
  const browser = new Browser(app, instance)
  if (instance === live) browser.origin = 'https://app.example.com'
  expect((await startSignIn(browser, email)).response.status).toBe('complete')
  return browser
}
const stranger = (instance = live) => new Browser(app, instance)
const page = 'https://app.example.com/account?tab=1'

interface Asked {
  /** What is asked beside the address to go back to. */
  query?: Record<string, string>
  headers?: Record<string, string>
}
async function shake(browser: Browser, target: string | null, { query, headers }: Asked = {}): Promise<Response> {
  const cookie = [...browser.cookies].map(([name, value]) => `${name}=${value}`).join('; ')
  const asked = new URLSearchParams({ ...(target === null ? {} : { redirect_url: target }), format: 'nonce', ...query })
  return app.app.request(`http://${browser.instance.instance.host}/v1/client/handshake?${asked}`, {
    headers: { ...(cookie ? { cookie } : {}), accept: 'text/html', ...headers },
  })
}
const redeem = (nonce: string, instance = live) =>
  backend(app, instance)<{ nonce: string; directives: string[] }>('GET', `/clients/handshake_payload?nonce=${nonce}`)
const cookieOf = (answer: Response, name: string) =>
  answer.headers
    .getSetCookie()
    .map((line) => new RegExp(`^${name}=([^;]*)`).exec(line)?.[1])
    .find((value) => value)
const nonceOf = (answer: Response) => cookieOf(answer, '__clerk_handshake_nonce') ?? ''
const directivesOf = async (browser: Browser, target = page) =>
  (await redeem(nonceOf(await shake(browser, target)))).response.directives
const claimsOf = (jwt = '') => JSON.parse(Buffer.from(jwt.split('.')[1] ?? '', 'base64url').toString())
const valueIn = (lines: readonly string[], name: string) =>
  lines
    .find((line) => line.startsWith(`${name}=`))
    ?.split(';')[0]
    ?.slice(name.length + 1)
const sfx = ({ instance }: CreatedInstance) => cookieSuffix(instance.publishableKey)

describe('a production app gets back', () => {
  test('to the page it asked for, with a nonce that only its server can redeem, once (R86, R94)', async () => {
    const answer = await shake(await signedIn(), page)
    expect([answer.status, answer.headers.get('location')]).toEqual([307, page])
    expect(answer.headers.get('cache-control')).toBe('no-store')
    expect(answer.headers.get('referrer-policy')).toBe('no-referrer')
    expect(answer.headers.get('access-control-allow-origin')).toBeNull()
    const [line, ...more] = answer.headers.getSetCookie()
    expect(more).toEqual([])
    expect(line).toMatch(
      /^__clerk_handshake_nonce=[\w-]{43}; Path=\/; Domain=example\.com; Max-Age=60; SameSite=Lax; HttpOnly$/,
    )
    const nonce = nonceOf(answer)
    expect((await redeem(nonce, dev)).status).toBe(404)
    const answers = await Promise.all(Array.from({ length: 10 }, () => redeem(nonce)))
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1)
    expect(answers.filter(({ code }) => code === 'resource_not_found')).toHaveLength(9)
  })

  test('the cookies of the table and no others, on the app’s own host (R87)', async () => {
    const browser = await signedIn()
    const at = Number(browser.cookies.get('__client_uat'))
    app.clock.advance(30_000)
    const lines = await directivesOf(browser)
    const suffix = sfx(live)
    const token = valueIn(lines, '__session')
    const year = 'Max-Age=31536000; SameSite=Lax'
    expect(lines).toEqual([
      `__session=${token}; Path=/; ${year}; Secure`,
      `__session_${suffix}=${token}; Path=/; ${year}; Secure`,
      `__client_uat=${at}; Path=/; Domain=example.com; ${year}; Secure`,
      `__client_uat_${suffix}=${at}; Path=/; Domain=example.com; ${year}; Secure`,
      expect.stringMatching(`^__refresh_${suffix}=v1\\.[\\w.-]+; Path=/; ${year}; HttpOnly; Secure$`),
      '__clerk_handshake=; Path=/; Domain=example.com; Max-Age=0; SameSite=Lax; HttpOnly; Secure',
      '__clerk_handshake_nonce=; Path=/; Domain=example.com; Max-Age=0; SameSite=Lax; HttpOnly; Secure',
    ])
    const claims = claimsOf(token)
    expect(claims).toMatchObject({ iss: 'https://clerk.example.com', azp: 'https://app.example.com', sts: 'active' })
    expect(claims.iat).toBeGreaterThanOrEqual(at)
  })

  test('cookies of its host alone where it shares no domain with the API', async () => {
    const lines = await directivesOf(await signedIn(), 'https://shop.example.org/')
    expect(lines.join('\n')).not.toContain('Domain')
  })

  test('the signed form where it does not know the nonce, within the size of a cookie', async () => {
    const browser = await signedIn()
    const answer = await shake(browser, page, { query: { format: '' } })
    const jwt = cookieOf(answer, '__clerk_handshake') ?? ''
    expect(jwt.length).toBeLessThan(4000)
    const { handshake, iat, exp, sub, sid } = claimsOf(jwt)
    expect([exp - iat, sub, sid]).toEqual([60, undefined, undefined])
    expect(valueIn(handshake, '__session')).toContain('.')
    expect(JSON.parse(Buffer.from(jwt.split('.')[0] ?? '', 'base64url').toString())).not.toHaveProperty('cat')
  })

  test('deleted cookies and a 0 when nobody is signed in, the session has ended, or the user is banned (R59)', async () => {
    const revoked = await signedIn()
    const [session] = (await revoked.get<{ sessions: { id: string }[] }>('/client')).response.sessions
    await backend(app, live)('POST', `/sessions/${session?.id}/revoke`)
    const banned = await signedIn()
    await backend(app, live)('POST', `/users/${(await me(banned)).response.id}/ban`)
    const bannedLately = await signedIn()
    const { id } = (await me(bannedLately)).response
    await app.context.db.updateTable('users').set({ banned_at: 1 }).where('id', '=', id).execute()
    for (const browser of [stranger(), revoked, banned, bannedLately]) {
      const lines = await directivesOf(browser)
      for (const name of ['__session', `__session_${sfx(live)}`, `__refresh_${sfx(live)}`]) {
        expect(lines.find((line) => line.startsWith(`${name}=`))).toMatch(/^\w+=; Path=\/; Max-Age=0;/)
      }
      expect(valueIn(lines, '__client_uat')).toBe('0')
    }
  })

  test('nothing for a nonce older than a minute, and nothing that a stolen database could use (R94)', async () => {
    const answer = await shake(await signedIn(), page)
    const rows = await app.context.db.selectFrom('handshakes').selectAll().execute()
    expect(JSON.stringify(rows)).not.toContain(nonceOf(answer))
    expect(JSON.stringify(rows)).not.toContain('__session')
    app.clock.advance(60_000)
    expect((await redeem(nonceOf(answer))).code).toBe('resource_not_found')
  })

  test('in the session that was used last, or the newest that is left', async () => {
    const browser = await signedIn()
    const first = (await browser.get<{ last_active_session_id: string }>('/client')).response.last_active_session_id
    app.clock.advance(5_000)
    const email = `visitor${++count}@example.com`
    await backend(app, live)('POST', '/users', { email_address: [email], password })
    await startSignIn(browser, email)
    const sidOf = async () => claimsOf(valueIn(await directivesOf(browser), '__session')).sid
    const second = await sidOf()
    expect(second).not.toBe(first)
    await browser.post(`/client/sessions/${first}/touch`)
    expect(await sidOf()).toBe(first)
    await browser.post(`/client/sessions/${first}/end`)
    expect(await sidOf()).toBe(second)
  })

  test('and asking counts as using the session', async () => {
    const browser = await signedIn()
    const hours = live.instance.settings.sessions.idle_hours
    for (let day = 0; day < 3; day++) {
      app.clock.advance((hours - 1) * 3_600_000)
      expect(valueIn(await directivesOf(browser), '__session')).not.toBe('')
    }
  })
})

describe('no browser is sent on, and no token leaves (R124),', () => {
  test.each([
    'https://evil.example/',
    'https://app.example.com.evil.example/',
    'https://evil.example/https://app.example.com',
    'https://app.example.com@evil.example/',
    'https://app.example.com:8443/',
    'http://app.example.com/',
    'https://sub.app.example.com/',
    'https://app.example.com\\@evil.example/',
    'https:/app.example.com',
    '//app.example.com/',
    '/account',
    'javascript:alert(1)//https://app.example.com',
    'data:text/html,x',
    'https://app.example.com/%252e%252e',
    'https://app.example.com/%0d%0aSet-Cookie:x=y',
    'http://localhost:3000/',
    'null',
    '',
  ])('to %j', async (target) => {
    const answer = await shake(await signedIn(), target)
    expect(answer.status).toBe(400)
    expect(answer.headers.get('location')).toBeNull()
    expect(answer.headers.getSetCookie()).toEqual([])
    expect(answer.headers.get('content-type')).toContain('text/html')
    const text = await answer.text()
    expect(text).toMatch(/We send nobody on to .*Add it to the allowed origins/)
    expect(text).not.toMatch(/eyJ|sess_|user_/)
  })

  test('without an address to go back to', async () => {
    expect((await shake(await signedIn(), null)).status).toBe(422)
  })

  test('whatever headers say about the host (R125)', async () => {
    const tricks = {
      'x-forwarded-host': 'evil.example',
      'x-forwarded-proto': 'https',
      forwarded: 'host=evil.example',
      referer: 'https://evil.example/',
      'clerk-proxy-url': 'https://evil.example/__clerk',
    }
    const browser = await signedIn()
    const refused = await shake(browser, 'https://evil.example/x', { headers: tricks })
    expect([refused.status, refused.headers.getSetCookie()]).toEqual([400, []])
    const answer = await shake(browser, page, { headers: tricks })
    expect(answer.headers.getSetCookie().join()).not.toMatch(/evil|Secure/)
    const wrongKey = { ...tricks, 'clerk-secret-key': `sk_live_${'x'.repeat(43)}` }
    const unknown = await shake(browser, 'https://evil.example/x', { headers: wrongKey })
    expect([unknown.status, unknown.headers.getSetCookie()]).toEqual([401, []])
    const foreignKey = { ...tricks, 'clerk-secret-key': dev.secretKey }
    const foreign = await shake(browser, page, { headers: foreignKey })
    expect(foreign.status).toBe(400)
  })
})

test('an app that passes visitors on and holds the secret key is an allowed place itself (R125)', async () => {
  const browser = await signedIn()
  const headers = { 'clerk-secret-key': live.secretKey, 'clerk-proxy-url': 'https://www.example.net/__clerk' }
  const answer = await shake(browser, 'https://www.example.net/page', { headers })
  expect([answer.status, answer.headers.get('location')]).toEqual([307, 'https://www.example.net/page'])
  expect(answer.headers.getSetCookie()[0]).toMatch(/Max-Age=60; SameSite=Lax; HttpOnly; Secure$/)
  const { directives } = (await redeem(nonceOf(answer))).response
  expect(directives.join()).not.toContain('Domain')
  expect(claimsOf(valueIn(directives, '__session')).azp).toBe('https://www.example.net')
})

test('behind a trusted proxy over TLS the nonce travels over TLS only', async () => {
  const trustedProxies = new BlockList()
  trustedProxies.addSubnet('127.0.0.0', 8, 'ipv4')
  const proxied = await startTestApp({}, { trustedProxies })
  const wish = { slug: 'live', environment: 'production', host: 'clerk.example.com' } as const
  await proxied.create(wish, { allowed_origins: ['https://app.example.com'] })
  const address = `http://clerk.example.com/v1/client/handshake?${new URLSearchParams({ redirect_url: page })}`
  const answer = await proxied.app.request(address, { headers: { 'x-forwarded-proto': 'https' } })
  expect(answer.headers.getSetCookie()[0]).toMatch(/HttpOnly; Secure$/)
  await proxied.close()
})

describe('a development app gets back', () => {
  const target = 'http://localhost:3000/account?tab=1'

  test('with the nonce in the address, and a development browser that is no key to anything', async () => {
    const browser = await signedIn(dev)
    const answer = await shake(browser, target)
    const location = new URL(answer.headers.get('location') ?? '')
    expect(`${location.origin}${location.pathname}?tab=${location.searchParams.get('tab')}`).toBe(target)
    expect(answer.headers.getSetCookie()).toEqual([])
    const nonce = location.searchParams.get('__clerk_handshake_nonce') ?? ''
    const { directives } = (await redeem(nonce, dev)).response
    expect(directives.map((line) => line.split('=')[0])).toEqual([
      '__session',
      `__session_${sfx(dev)}`,
      '__client_uat',
      `__client_uat_${sfx(dev)}`,
      `__refresh_${sfx(dev)}`,
      '__clerk_db_jwt',
      `__clerk_db_jwt_${sfx(dev)}`,
    ])
    expect(directives.join()).not.toMatch(/Secure|Domain/)
    const devBrowser = valueIn(directives, '__clerk_db_jwt')
    expect(devBrowser).not.toBe(browser.cookies.get('__client'))
    const answerWithIt = await stranger(dev).get(`/client?__clerk_db_jwt=${devBrowser}`)
    expect(answerWithIt.code).toBe('dev_browser_unauthenticated')
  })

  test('in the signed form with the token in the address', async () => {
    const answer = await shake(await signedIn(dev), `${target}&__clerk_handshake=old`, { query: { format: 'x' } })
    const location = new URL(answer.headers.get('location') ?? '')
    expect(claimsOf(location.searchParams.get('__clerk_handshake') ?? '').handshake).toHaveLength(7)
    expect(location.searchParams.getAll('__clerk_handshake')).toHaveLength(1)
  })
})

test('touch sends the same cookie for another year, and the browser back where it is allowed to go (R124)', async () => {
  const browser = await signedIn()
  const touch = (target: string, on = browser) =>
    app.app.request(`http://clerk.example.com/v1/client/touch?${new URLSearchParams({ redirect_url: target })}`, {
      headers: { cookie: `__client=${on.cookies.get('__client')}` },
    })
  app.clock.advance(350 * 86_400_000)
  const answer = await touch(page)
  expect([answer.status, answer.headers.get('location')]).toEqual([307, page])
  expect(cookieOf(answer, '__client')).toBe(browser.cookies.get('__client'))
  app.clock.advance(300 * 86_400_000)
  expect((await browser.get('/client')).response).not.toBeNull()
  const refused = await touch('https://evil.example/')
  expect([refused.status, refused.headers.getSetCookie()]).toEqual([400, []])
  expect((await touch(page, stranger())).headers.getSetCookie()).toEqual([])
})
