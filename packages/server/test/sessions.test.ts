import { createPublicKey, type JsonWebKey, verify } from 'node:crypto'
import type { ClientView, SessionView, TokenView } from '@countersign/contract'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { CreatedInstance } from '../src/instances/create.ts'
import { mfaOn, startTestApp, type TestApp } from './support/app.ts'
import {
  Browser,
  backend,
  codeOf,
  type Enrolled,
  enrol,
  mailed,
  me,
  password,
  second,
  signUp,
  startSignIn,
} from './support/browser.ts'

let app: TestApp
let instance: CreatedInstance

beforeAll(async () => {
  app = await startTestApp()
  instance = await app.create({}, mfaOn)
})
afterAll(() => app.close())
beforeEach(() => app.clock.advance(60_000))

let count = 0
const newEmail = () => `holder${++count}@example.com`
const visitor = () => new Browser(app, instance)
const hour = 3_600_000
const seconds = () => Math.floor(app.clock.now() / 1000)

interface Person {
  browser: Browser
  email: string
  session: string
}
async function person(): Promise<Person> {
  const email = newEmail()
  const browser = await signUp(app, instance, email)
  return { email, browser, session: await sessionOf(browser) }
}
async function sessionOf(browser: Browser): Promise<string> {
  return (await browser.get<{ last_active_session_id: string }>('/client')).response.last_active_session_id
}
async function signIn(email: string, on = visitor()): Promise<Person> {
  const { response } = await startSignIn(on, email)
  expect(response.status).toBe('complete')
  return { email, browser: on, session: response.created_session_id ?? '' }
}
const mint = ({ browser, session }: Pick<Person, 'browser' | 'session'>) =>
  browser.post<TokenView>(`/client/sessions/${session}/tokens`)
const devices = async (browser: Browser) => (await browser.get<SessionView[]>('/me/sessions/active')).response

test('what SDKs say about the token they hold changes nothing: each call mints one (R59)', async () => {
  const { browser, session } = await person()
  const path = `/client/sessions/${session}/tokens`
  const held = (await browser.post<TokenView>(path)).response.jwt
  for (const query of ['?debug=skip_cache', `?expired_token=${held}`, '?expired_token=x']) {
    const { status, response } = await browser.post<TokenView>(`${path}${query}`, { tab_state: 'focused' })
    expect([status, response.object, response.jwt === held]).toEqual([200, 'token', false])
  }
  await browser.post(`/client/sessions/${session}/end`)
  expect((await browser.post(`${path}?expired_token=${held}`)).status).toBe(401)
})

interface Jwt {
  header: Record<string, unknown>
  claims: Record<string, unknown>
}
function decode(jwt: string): Jwt {
  const [header = '', claims = ''] = jwt.split('.')
  const read = (part: string) => JSON.parse(Buffer.from(part, 'base64url').toString())
  return { header: read(header), claims: read(claims) }
}
/** Verifies as an app's own server does: by the key set alone. */
async function verified(jwt: string, of = instance): Promise<Jwt | null> {
  const { keys } = (await new Browser(app, of).get<{ keys: JsonWebKey[] }>('/.well-known/jwks.json')).response
  const jwk = keys.find((key) => key['kid'] === decode(jwt).header['kid'])
  if (!jwk) return null
  const at = jwt.lastIndexOf('.')
  const key = createPublicKey({ key: jwk, format: 'jwk' })
  const isGood = verify('RSA-SHA256', Buffer.from(jwt.slice(0, at)), key, Buffer.from(jwt.slice(at + 1), 'base64url'))
  return isGood ? decode(jwt) : null
}

describe('a session token', () => {
  test('verifies by the key set, names user and session, and lives a minute (R90)', async () => {
    const someone = await person()
    const { id } = (await me(someone.browser)).response
    const minted = await mint(someone)
    const { header, claims } = (await verified(minted.response.jwt ?? '')) ?? { header: {}, claims: {} }
    expect(header).toMatchObject({ alg: 'RS256', typ: 'JWT' })
    expect(claims).toMatchObject({
      iss: `https://${instance.instance.host}`,
      sub: id,
      sid: someone.session,
      azp: someone.browser.origin,
      iat: seconds(),
      exp: seconds() + 60,
      nbf: seconds() - 10,
      sts: 'active',
      v: 2,
      fva: [0, -1],
    })
    expect(claims['jti']).toMatch(/^[0-9a-f]{20}$/)
  })

  test('does not verify when a letter of it is changed, nor with another instance’s keys (R90)', async () => {
    const someone = await person()
    const jwt = (await mint(someone)).response.jwt ?? ''
    const [header = '', claims = '', signature = ''] = jwt.split('.')
    const forged = Buffer.from(JSON.stringify({ ...decode(jwt).claims, sub: 'user_other' })).toString('base64url')
    expect(await verified(`${header}.${forged}.${signature}`)).toBeNull()
    expect(
      await verified(`${header}.${claims}.${signature.replace(/^./, signature[0] === 'A' ? 'B' : 'A')}`),
    ).toBeNull()
    const other = await app.create({ name: 'Other' })
    expect(await verified(jwt, other)).toBeNull()
  })

  test('tells how old each proof is, and grows no younger by being minted again (R81, R92)', async () => {
    const { browser, email } = await person()
    const { secret }: Enrolled = await enrol(browser)
    const other = visitor()
    const begun = await startSignIn(other, email)
    await second(other, begun.response.id, 'totp', codeOf(secret, app.clock.now()))
    const session = await sessionOf(other)
    const fva = async () => decode((await mint({ browser: other, session })).response.jwt ?? '').claims['fva']
    expect(await fva()).toEqual([0, 0])
    app.clock.advance(7 * 60_000)
    await other.post(`/client/sessions/${session}/touch`)
    expect(await fva()).toEqual([7, 7])
  })

  test('comes with the client after a change, and the key set shows no private part', async () => {
    const email = newEmail()
    await signUp(app, instance, email)
    const { client } = await startSignIn(visitor(), email)
    expect(await verified(client?.sessions[0]?.last_active_token?.jwt ?? '')).not.toBeNull()
    const { response } = await visitor().get<{ keys: Record<string, unknown>[] }>('/.well-known/jwks.json')
    for (const key of response.keys) expect(Object.keys(key).sort()).toEqual(['alg', 'e', 'kid', 'kty', 'n', 'use'])
  })

  test('cannot be used in place of the cookie (R91)', async () => {
    const someone = await person()
    const { jwt } = (await mint(someone)).response
    const thief = visitor()
    thief.headers = { authorization: `Bearer ${jwt}` }
    expect((await me(thief)).status).toBe(401)
    thief.headers = {}
    thief.cookies.set('__session', jwt ?? '')
    thief.cookies.set('__client', jwt ?? '')
    expect((await me(thief)).status).toBe(401)
  })
})

describe('the cookie', () => {
  test('is 256 random bits, HttpOnly, host-only and Lax, and only its hash is stored (R86, R87)', async () => {
    const email = newEmail()
    await signUp(app, instance, email)
    const browser = visitor()
    const answer = await startSignIn(browser, email)
    const lines = answer.headers.getSetCookie()
    const own = lines.filter((line) => line.startsWith('__client'))
    expect(own.length).toBeGreaterThan(0)
    for (const line of own) {
      expect(line).toMatch(/^__client(_\w+)?=[\w-]{43}; Path=\/; Max-Age=31536000; SameSite=Lax; HttpOnly/)
      expect(line).not.toMatch(/domain/i)
    }
    const rows = JSON.stringify(await app.context.db.selectFrom('clients').selectAll().execute())
    for (const value of browser.cookies.values()) expect(rows).not.toContain(value)
  })

  test('planted by somebody else is never adopted (R88)', async () => {
    const email = newEmail()
    await signUp(app, instance, email)
    const planted = 'A'.repeat(43)
    const victim = visitor()
    victim.cookies.set('__client', planted)
    await startSignIn(victim, email)
    expect(victim.cookies.get('__client')).not.toBe(planted)
    const attacker = visitor()
    attacker.cookies.set('__client', planted)
    expect((await me(attacker)).status).toBe(401)
    expect((await attacker.get('/client')).response).toBeNull()
  })

  test('that the attacker got from the server and planted is worthless after the sign-in (R88)', async () => {
    const email = newEmail()
    await signUp(app, instance, email)
    const attacker = visitor()
    await attacker.send('PUT', '/client')
    const victim = attacker.copy()
    const { response } = await startSignIn(victim, email)
    expect(response.status).toBe('complete')
    expect((await me(victim)).status).toBe(200)
    const seesNothing = async () => {
      expect((await me(attacker)).status).toBe(401)
      expect((await attacker.get(`/client/sign_ins/${response.id}`)).status).toBe(404)
    }
    await seesNothing()
    expect((await attacker.get('/client')).response).toMatchObject({ sessions: [], sign_in: null })
    app.clock.advance(60_000)
    await seesNothing()
    expect((await attacker.get('/client')).response).toBeNull()
  })

  test('changes at every rise in privilege: sign-up, sign-in, second factor, new password (R88)', async () => {
    const browser = visitor()
    await browser.send('PUT', '/client')
    const seen = [browser.cookies.get('__client')]
    const email = newEmail()
    const signedUp = await signUp(app, instance, email)
    seen.push(signedUp.cookies.get('__client'))
    await enrol(signedUp)
    seen.push(signedUp.cookies.get('__client'))
    await signedUp.post('/me/change_password', { new_password: 'another good secret' })
    seen.push(signedUp.cookies.get('__client'))
    expect(new Set(seen).size).toBe(4)
    expect(seen).not.toContain(undefined)
  })
})

describe('a session ends', () => {
  test('when it was not used for a day, and not while it is used (R89)', async () => {
    const someone = await person()
    for (let i = 0; i < 3; i++) {
      app.clock.advance(23 * hour)
      expect((await mint(someone)).status).toBe(200)
    }
    app.clock.advance(24 * hour)
    expect((await mint(someone)).status).toBe(401)
    expect((await me(someone.browser)).status).toBe(401)
    expect((await someone.browser.get<{ sessions: unknown[] }>('/client')).response.sessions).toEqual([])
  })

  test('after seven days, however much it is used (R89)', async () => {
    const someone = await person()
    for (let i = 0; i < 8; i++) {
      app.clock.advance(20 * hour)
      expect((await mint(someone)).status).toBe(200)
    }
    app.clock.advance(8 * hour)
    expect((await mint(someone)).status).toBe(401)
  })

  test.each(['end', 'remove'])('by /%s: no token is minted and nothing is read any more (R91)', async (verb) => {
    const someone = await person()
    const ended = await someone.browser.post<SessionView>(`/client/sessions/${someone.session}/${verb}`)
    expect(ended.response.status).toBe(verb === 'end' ? 'ended' : 'removed')
    expect(ended.client?.sessions).toEqual([])
    expect((await mint(someone)).status).toBe(401)
    expect((await me(someone.browser)).status).toBe(401)
  })

  test('with all others of the browser on DELETE /client/sessions (R91)', async () => {
    const one = await person()
    const other = await person()
    await startSignIn(one.browser, other.email)
    expect((await one.browser.get<{ sessions: unknown[] }>('/client')).response.sessions).toHaveLength(2)
    const answer = await one.browser.send<{ sessions: unknown[] }>('DELETE', '/client/sessions')
    expect(answer.response.sessions).toEqual([])
    expect((await me(one.browser)).status).toBe(401)
    expect((await me(other.browser)).status).toBe(200)
    expect((await visitor().send('DELETE', '/client/sessions')).status).toBe(401)
  })

  test('and the cookie dies on DELETE /client (R91)', async () => {
    const someone = await person()
    const thief = someone.browser.copy()
    await someone.browser.send('DELETE', '/client')
    expect(someone.browser.cookies.has('__client')).toBe(false)
    expect((await me(thief)).status).toBe(401)
    expect((await thief.get('/client')).response).toBeNull()
    expect((await visitor().send('DELETE', '/client')).status).toBe(200)
  })

  test('elsewhere, and the attempt that opened it is gone from its browser, which starts over (R91)', async () => {
    const { browser, email, session } = await person()
    const other = await signIn(email)
    expect((await other.browser.get<ClientView>('/client')).response.sign_in?.status).toBe('complete')
    for (const id of [session, other.session]) await backend(app, instance)('POST', `/sessions/${id}/revoke`)
    expect((await browser.get<ClientView>('/client')).response).toMatchObject({ sessions: [], sign_up: null })
    expect((await other.browser.get<ClientView>('/client')).response).toMatchObject({ sessions: [], sign_in: null })
  })

  test('when its user is banned, from the next request on (R59, R91)', async () => {
    const someone = await person()
    const { id } = (await me(someone.browser)).response
    await backend(app, instance)('POST', `/users/${id}/ban`)
    expect((await mint(someone)).status).toBeGreaterThanOrEqual(401)
    expect((await me(someone.browser)).status).toBeGreaterThanOrEqual(401)
    expect((await someone.browser.get<{ sessions: unknown[] }>('/client')).response.sessions).toEqual([])
  })
})

describe('the list of devices', () => {
  test('shows where the user is signed in, without any token (R95)', async () => {
    const { browser, email } = await person()
    const phone = visitor()
    // Sessions are listed oldest first; those of one moment would have no order.
    app.clock.advance(1000)
    phone.headers = { 'user-agent': 'Mozilla/5.0 (iPhone; CPU iPhone OS 19_0) Version/19.0 Mobile/1 Safari/604.1' }
    await signIn(email, phone)
    const list = await devices(browser)
    expect(list).toHaveLength(2)
    expect(list[1]?.latest_activity).toMatchObject({ browser_name: 'Safari', device_type: 'iPhone', is_mobile: true })
    const text = JSON.stringify(list)
    expect(text).not.toMatch(/eyJ/)
    for (const value of [...browser.cookies.values(), ...phone.cookies.values()]) expect(text).not.toContain(value)
    for (const session of list) expect(session.last_active_token).toBeNull()
  })

  test('ends one of them, and it is dead at once (R91, R95)', async () => {
    const { browser, email } = await person()
    const other = await signIn(email)
    const revoked = await browser.post<SessionView>(`/me/sessions/${other.session}/revoke`)
    expect(revoked.response.status).toBe('revoked')
    expect((await me(other.browser)).status).toBe(401)
    expect((await mint(other)).status).toBe(401)
    expect(await devices(browser)).toHaveLength(1)
  })

  test('never reaches sessions of others: their ids are as unknown as none (R66, R95)', async () => {
    const victim = await person()
    const { browser } = await person()
    const foreign = await browser.post(`/me/sessions/${victim.session}/revoke`)
    const unknown = await browser.post('/me/sessions/sess_00000000000000000000000000/revoke')
    expect([foreign.status, foreign.errors]).toEqual([unknown.status, unknown.errors])
    expect(foreign.status).toBe(404)
    expect((await me(victim.browser)).status).toBe(200)
  })

  test('holds fifty; the oldest gives way to the next (R95)', async () => {
    const { browser, email } = await person()
    for (let i = 0; i < 49; i++) {
      app.clock.advance(1000)
      await signIn(email)
    }
    expect(await devices(browser)).toHaveLength(50)
    app.clock.advance(1000)
    const last = await signIn(email)
    expect((await me(browser)).status).toBe(401)
    expect(await devices(last.browser)).toHaveLength(50)
  })
})

test('a sign-in from a new browser is told by mail, one from a known browser is not (R63)', async () => {
  const { browser, email } = await person()
  const told = async () =>
    (await mailed(browser, email)).filter((message) => /new sign-in/i.test(message.subject ?? ''))
  expect(await told()).toHaveLength(0)
  await browser.send('DELETE', '/client/sessions')
  await signIn(email, browser)
  expect(await told()).toHaveLength(0)
  const other = visitor()
  other.headers = { 'user-agent': 'Strange\u0007Browser/1' }
  await signIn(email, other)
  const messages = await told()
  expect(messages).toHaveLength(1)
  expect(messages[0]?.body).toContain('Browser: Strange')
})

test('signing in to the account one is signed in to points at the session there is', async () => {
  const someone = await person()
  const again = await startSignIn(someone.browser, someone.email, password)
  expect(again.code).toBe('identifier_already_signed_in')
  expect(again.errors[0]?.meta).toMatchObject({ session_id: someone.session })
})
