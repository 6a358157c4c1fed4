import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { cookieSuffix } from '../src/http/cookies.ts'
import type { CreatedInstance } from '../src/instances/create.ts'
import { mfaOn, startTestApp, type TestApp } from './support/app.ts'
import { Browser, backend, enrol, me, password, startSignIn } from './support/browser.ts'

let app: TestApp
let instance: CreatedInstance
let other: CreatedInstance
const origin = 'https://app.example.com'

beforeAll(async () => {
  app = await startTestApp()
  const settings = { ...mfaOn, allowed_origins: [origin, 'https://www.example.com'] }
  instance = await app.create({ slug: 'live', environment: 'production', host: 'clerk.example.com' }, settings)
  other = await app.create({ slug: 'other', environment: 'production', host: 'clerk.example.org' }, settings)
})
afterAll(() => app.close())
beforeEach(() => app.clock.advance(61_000))

interface Visitor {
  browser: Browser
  session: string
  expired: string
  refresh: string
}
let count = 0
async function visitor(): Promise<Visitor> {
  const email = `visitor${++count}@example.com`
  await backend(app, instance)('POST', '/users', { email_address: [email], password })
  const browser = new Browser(app, instance)
  browser.origin = origin
  const { response } = await startSignIn(browser, email)
  const cookie = [...browser.cookies].map(([name, value]) => `${name}=${value}`).join('; ')
  const asked = new URLSearchParams({ redirect_url: `${origin}/`, format: 'nonce' })
  const back = await app.app.request(`http://clerk.example.com/v1/client/handshake?${asked}`, { headers: { cookie } })
  const nonce = /nonce=([^;]+)/.exec(back.headers.getSetCookie()[0] ?? '')?.[1]
  const payload = await backend(app, instance)<{ directives: string[] }>(
    'GET',
    `/clients/handshake_payload?nonce=${nonce}`,
  )
  const value = (name: string) =>
    payload.response.directives.find((line) => line.startsWith(`${name}=`))?.split(/[=;]/)[1] ?? ''
  const refresh = value(`__refresh_${cookieSuffix(instance.instance.publishableKey)}`)
  return { browser, session: response.created_session_id ?? '', expired: value('__session'), refresh }
}

interface Refreshed {
  object: string
  jwt?: string
  cookies?: string[]
}
const refresh = (who: Visitor, changes: Record<string, unknown> = {}, on = instance, session = who.session) =>
  backend(app, on)<Refreshed>('POST', `/sessions/${session}/refresh?suffixed_cookies=true`, {
    format: 'cookie',
    expired_token: who.expired,
    refresh_token: who.refresh,
    request_origin: origin,
    request_headers: { host: ['app.example.com'] },
    ...changes,
  })
const claimsOf = (jwt = '') => JSON.parse(Buffer.from(jwt.split('.')[1] ?? '', 'base64url').toString())

/** A good token of another instance. */
async function foreignToken(): Promise<string> {
  await backend(app, other)('POST', '/users', { email_address: ['else@example.com'], password })
  const browser = new Browser(app, other)
  browser.origin = origin
  const { client } = await startSignIn(browser, 'else@example.com')
  return client?.sessions[0]?.last_active_token?.jwt ?? ''
}

test('an app’s server exchanges an expired token for the next one, as often as it needs to', async () => {
  const who = await visitor()
  for (const minutes of [2, 600]) {
    app.clock.advance(minutes * 60_000)
    const { response } = await refresh(who)
    expect(response.object).toBe('cookies')
    const [plain = '', suffixed] = response.cookies ?? []
    const token = plain.split(/[=;]/)[1]
    const rest = `${token}; Path=/; Max-Age=31536000; SameSite=Lax; Secure`
    expect([plain, suffixed]).toEqual([
      `__session=${rest}`,
      `__session_${cookieSuffix(instance.instance.publishableKey)}=${rest}`,
    ])
    const seconds = Math.floor(app.clock.now() / 1000)
    expect(claimsOf(token)).toMatchObject({ sid: who.session, azp: origin, iat: seconds })
  }
  expect((await refresh(who, { format: 'token' })).response).toMatchObject({ object: 'token' })
})

test('renews the token of a session that became pending, and says so in the next one (R57)', async () => {
  const who = await visitor()
  await backend(app, instance)('POST', `/users/${(await me(who.browser)).response.id}/password/set_compromised`)
  const first = (await refresh(who, { format: 'token' })).response.jwt
  app.clock.advance(120_000)
  const { response } = await refresh(who, { format: 'token', expired_token: first })
  for (const token of [first, response.jwt]) expect(claimsOf(token)).toMatchObject({ sid: who.session, sts: 'pending' })
})

test('a refresh token is worth nothing elsewhere: other session, app, instance, or beside a foreign token', async () => {
  const [who, thief] = [await visitor(), await visitor()]
  const handshakeToken = who.expired.replace(/^[^.]+/, Buffer.from('{"alg":"none"}').toString('base64url'))
  const refused = [
    await refresh(who, {}, instance, thief.session),
    await refresh(who, { expired_token: thief.expired }),
    await refresh(thief, { refresh_token: who.refresh }),
    await refresh(who, { request_origin: 'https://www.example.com' }),
    await refresh(who, { request_origin: 'https://evil.example' }),
    await refresh(who, {}, other),
    await refresh(who, { expired_token: handshakeToken }),
    await refresh(who, { expired_token: `${who.expired.slice(0, -8)}AAAAAAAA` }),
    await refresh(who, { expired_token: 'not.a.token' }),
    await refresh(who, { expired_token: '' }),
    await refresh(who, { expired_token: 'MQ.MQ.MQ' }),
    await refresh(who, { expired_token: await foreignToken() }),
    await refresh(who, { refresh_token: `${who.refresh.slice(0, -6)}AAAAAA` }),
    await refresh(who, { refresh_token: 'x' }),
    await refresh(who, {}, instance, 'x'),
  ]
  expect(refused.map(({ status, code }) => `${status} ${code}`)).toEqual(refused.map(() => '401 refresh_token_invalid'))
  expect((await refresh(who, { refresh_token: 17 })).status).toBe(422)
})

test('it dies with the session, the user’s access and every rise in privilege (R59, R88, R91)', async () => {
  const [ended, banned, risen, idle] = [await visitor(), await visitor(), await visitor(), await visitor()]
  await ended.browser.post(`/client/sessions/${ended.session}/end`)
  await backend(app, instance)('POST', `/users/${(await me(banned.browser)).response.id}/ban`)
  await enrol(risen.browser)
  const late = await visitor()
  const lateUser = (await me(late.browser)).response.id
  await app.context.db.updateTable('users').set({ banned_at: 1 }).where('id', '=', lateUser).execute()
  expect((await refresh(late)).code, 'banned while the session stays').toBe('refresh_token_invalid')
  for (const who of [ended, banned, risen]) expect((await refresh(who)).code).toBe('refresh_token_invalid')
  const forgotten = await visitor()
  await forgotten.browser.delete('/client')
  expect((await refresh(forgotten)).code).toBe('refresh_token_invalid')
  app.clock.advance(instance.instance.settings.sessions.idle_hours * 3_600_000)
  expect((await refresh(idle)).code).toBe('refresh_token_invalid')
})

test('using it keeps the session in use (R89)', async () => {
  const who = await visitor()
  for (let day = 0; day < 3; day++) {
    app.clock.advance((instance.instance.settings.sessions.idle_hours - 1) * 3_600_000)
    expect((await refresh(who)).status).toBe(200)
  }
})
