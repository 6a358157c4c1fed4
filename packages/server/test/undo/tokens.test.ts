import type { ActorTokenView, BackendUserView, ClientView, SignInTokenView, SignInView } from '@countersign/contract'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { cookieSuffix } from '../../src/http/cookies.ts'
import type { CreatedInstance } from '../../src/instances/create.ts'
import { mfaOn, startTestApp, type TestApp } from '../support/app.ts'
import { Browser, backend, codeOf, me, password, second, startSignIn } from '../support/browser.ts'
import { pressUndo } from '../support/undo.ts'

/** What stands for a session without being one: an undo leaves none of it usable (R61, R73). */
const origin = 'https://app.example.com'
const secret = 'JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP'
let app: TestApp
let live: CreatedInstance
let dev: CreatedInstance

beforeAll(async () => {
  app = await startTestApp()
  const settings = { ...mfaOn, allowed_origins: [origin] }
  live = await app.create({ slug: 'live', environment: 'production', host: 'clerk.example.com' }, settings)
  dev = await app.create({ slug: 'dev', host: 'happy-hippo-1.clerk.accounts.dev' }, mfaOn)
})
afterAll(() => app.close())
beforeEach(() => app.clock.advance(61_000))

let count = 0
async function create(on: CreatedInstance, fields: object = {}): Promise<{ id: string; email: string }> {
  const email = `token${++count}@example.com`
  const made = await backend(app, on)<BackendUserView>('POST', '/users', {
    email_address: [email],
    password,
    ...fields,
  })
  app.clock.advance(1000)
  return { id: made.response.id, email }
}
function visitor(on = dev): Browser {
  const browser = new Browser(app, on)
  browser.origin = on === live ? origin : 'http://localhost:3000'
  return browser
}
/** The app's server adds an address, and the owner takes it back. */
async function undo(on: CreatedInstance, { id, email }: { id: string; email: string }): Promise<void> {
  // Mails of the same millisecond are in no order.
  app.clock.advance(1000)
  const added = { user_id: id, email_address: `intruder${++count}@example.com`, verified: true }
  await backend(app, on)('POST', '/email_addresses', added)
  expect((await pressUndo(visitor(on), await tokenIn(email))).status).toBe(200)
}
/** A production instance shows its mails to nobody, so this looks into the outbox. */
async function tokenIn(email: string): Promise<string> {
  const mails = app.context.db.selectFrom('messages').selectAll().where('destination_key', '=', email)
  const last = await mails.orderBy('created_at', 'desc').executeTakeFirstOrThrow()
  const binding = { purpose: 'message', row: last.id, owner: last.instance_id } as const
  const text = app.context.keyring.open(last.content_sealed ?? '', binding)
  return /undo#token=([\w-]+)/.exec(text)?.[1] ?? ''
}
const signInToken = async (user_id: string) =>
  (await backend(app, dev)<SignInTokenView>('POST', '/sign_in_tokens', { user_id })).response.token ?? ''
const actorToken = async (user_id: string) =>
  (await backend(app, dev)<ActorTokenView>('POST', '/actor_tokens', { user_id, actor: { sub: 'user_admin' } })).response
    .token ?? ''
const use = (browser: Browser, ticket: string) =>
  browser.post<SignInView>('/client/sign_ins', { strategy: 'ticket', ticket })

test('sign-in tokens and actor tokens made before an undo open nothing, and whoever acts as the user is out', async () => {
  const user = await create(dev)
  const tickets = [await signInToken(user.id), await actorToken(user.id)]
  const acting = visitor()
  expect((await use(acting, await actorToken(user.id))).response.status).toBe('complete')
  expect((await me(acting)).status).toBe(200)
  await undo(dev, user)
  expect((await me(acting)).status).toBe(401)
  for (const ticket of tickets) expect((await use(visitor(), ticket)).code).toBe('attempt_expired')
})

test('a sign-in token made after an undo leads to a new password, and to the second step behind it (R74)', async () => {
  const user = await create(dev, { totp_secret: secret })
  await undo(dev, user)
  const browser = visitor()
  const begun = await use(browser, await signInToken(user.id))
  expect(begun.response).toMatchObject({ status: 'needs_new_password', created_session_id: null })
  const path = `/client/sign_ins/${begun.response.id}/reset_password`
  const next = await browser.post<SignInView>(path, { password: 'a brand new password' })
  expect(next.response).toMatchObject({ status: 'needs_second_factor', created_session_id: null })
  // The code of the moment of the undo is burnt.
  app.clock.advance(60_000)
  const last = await second(browser, begun.response.id, 'totp', codeOf(secret, app.clock.now()))
  expect(last.response.status).toBe('complete')
})

test('whoever acts as the user after an undo chooses no password for them (R79)', async () => {
  const user = await create(dev)
  await undo(dev, user)
  const browser = visitor()
  const begun = await use(browser, await actorToken(user.id))
  expect(begun.response.status).toBe('complete')
  const path = `/client/sign_ins/${begun.response.id}/reset_password`
  expect((await browser.post(path, { password: 'an actors own words' })).code).toBe('step_not_allowed')
  expect((await browser.post('/me/change_password', { new_password: 'an actors own words' })).code).toBe(
    'impersonation_not_allowed',
  )
})

interface Payload {
  directives: string[]
}
test('what an app’s server holds for its visitor is refreshed no more, and a handshake finds nobody', async () => {
  const user = await create(live)
  const browser = visitor(live)
  const { response } = await startSignIn(browser, user.email)
  const cookie = [...browser.cookies].map(([name, value]) => `${name}=${value}`).join('; ')
  const shake = async () => {
    const asked = new URLSearchParams({ redirect_url: `${origin}/`, format: 'nonce' })
    const back = await app.app.request(`http://clerk.example.com/v1/client/handshake?${asked}`, { headers: { cookie } })
    return /nonce=([^;]+)/.exec(back.headers.getSetCookie()[0] ?? '')?.[1] ?? ''
  }
  const redeem = async (nonce: string) => {
    const path = `/clients/handshake_payload?nonce=${nonce}`
    const { directives } = (await backend(app, live)<Payload>('GET', path)).response
    return (name: string) => directives.find((line) => line.startsWith(`${name}=`))?.split(/[=;]/)[1] ?? ''
  }
  const refreshed = (payload: (name: string) => string) =>
    backend(app, live)('POST', `/sessions/${response.created_session_id}/refresh`, {
      format: 'token',
      expired_token: payload('__session'),
      refresh_token: payload(`__refresh_${cookieSuffix(live.instance.publishableKey)}`),
      request_origin: origin,
      request_headers: { host: ['app.example.com'] },
    })
  const held = await redeem(await shake())
  expect((await refreshed(held)).status).toBe(200)
  const nonce = await shake()
  await undo(live, user)
  expect((await refreshed(held)).code).toBe('refresh_token_invalid')
  // A nonce that was on its way yields a token of its own minute at most, and nothing to prolong it with.
  const late = await redeem(nonce)
  expect((await refreshed(late)).code).toBe('refresh_token_invalid')
  expect((await redeem(await shake()))('__client_uat')).toBe('0')
})

test('a development page keeps its client, without a session in it', async () => {
  const user = await create(dev)
  const browser = visitor()
  const made = await browser.post<{ id: string }>('/dev_browser')
  browser.cookies.clear()
  const at = (path: string, token: string) => `${path}?__clerk_db_jwt=${token}`
  const signedIn = await browser.post(at('/client/sign_ins', made.response.id), { identifier: user.email, password })
  browser.cookies.clear()
  const token = signedIn.headers.get('clerk-db-jwt') ?? ''
  expect((await browser.get(at('/me', token))).status).toBe(200)
  await undo(dev, user)
  expect((await browser.get(at('/me', token))).status).toBe(401)
  expect((await browser.get<ClientView>(at('/client', token))).response).toMatchObject({ sessions: [] })
})
