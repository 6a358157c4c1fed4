import type {
  ActorTokenView,
  BackendUserView,
  ClientView,
  SessionView,
  SignInTokenView,
  SignInView,
} from '@countersign/contract'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { transact } from '../src/db/transact.ts'
import { claimTicket } from '../src/factors/ticket/ticket.store.ts'
import { ticket } from '../src/factors/ticket/ticket.ts'
import type { Scope } from '../src/http/scope.ts'
import type { CreatedInstance } from '../src/instances/create.ts'
import { hashToken } from '../src/lib/hashing.ts'
import { mfaOn, startTestApp, type TestApp } from './support/app.ts'
import { Browser, backend, codeOf, mailed, me, password, second, startSignIn } from './support/browser.ts'

let app: TestApp
let instance: CreatedInstance
let other: CreatedInstance
let call: ReturnType<typeof backend>

beforeAll(async () => {
  app = await startTestApp()
  instance = await app.create({ slug: 'acme' }, mfaOn)
  other = await app.create({ name: 'Other', slug: 'other' }, mfaOn)
  call = backend(app, instance)
})
afterAll(() => app.close())
beforeEach(() => app.clock.advance(60_000))

let count = 0
const secret = 'JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP'
async function create(fields: Record<string, unknown> = {}, by = call): Promise<BackendUserView & { email: string }> {
  const email = `ticket${++count}@example.com`
  const answer = await by<BackendUserView>('POST', '/users', { email_address: [email], password, ...fields })
  expect(answer.status).toBe(200)
  return { ...answer.response, email }
}
const visitor = (of = instance) => new Browser(app, of)
const signInToken = (user_id: string, fields = {}) =>
  call<SignInTokenView>('POST', '/sign_in_tokens', { user_id, ...fields })
const actorToken = (user_id: string, fields = {}, by = call) =>
  by<ActorTokenView>('POST', '/actor_tokens', { user_id, actor: { sub: 'user_admin' }, ...fields })
const use = (browser: Browser, ticket: string | null) =>
  browser.post<SignInView>('/client/sign_ins', { strategy: 'ticket', ticket: ticket ?? '' })
const audited = (userId: string) =>
  app.context.db.selectFrom('audit').select(['event', 'actor_id', 'details']).where('user_id', '=', userId).execute()
const claimsOf = (jwt = '') => JSON.parse(Buffer.from(jwt.split('.')[1] ?? '', 'base64url').toString())

describe('a sign-in token', () => {
  test('stands for the first factor, once, and is told to its maker alone', async () => {
    const user = await create()
    const made = (await signInToken(user.id)).response
    expect(made).toMatchObject({ object: 'sign_in_token', user_id: user.id, status: 'pending' })
    expect(made.url).toBe(`http://localhost:4100/i/acme/sign-in?__clerk_ticket=${made.token}`)
    const browser = visitor()
    expect((await use(browser, made.token)).response.status).toBe('complete')
    expect((await me(browser)).response.id).toBe(user.id)
    expect((await use(visitor(), made.token)).code).toBe('attempt_expired')
    const kept = await app.context.db.selectFrom('tickets').selectAll().where('id', '=', made.id).executeTakeFirst()
    expect(JSON.stringify([kept, await audited(user.id)])).not.toContain(made.token)
    expect(await audited(user.id)).toContainEqual(
      expect.objectContaining({ event: 'sign_in_token.created', actor_id: expect.stringMatching(/^key_/) }),
    )
  })

  test('leaves the second factor to be asked for (R20, R52)', async () => {
    const user = await create({ totp_secret: secret })
    const browser = visitor()
    const begun = await use(browser, (await signInToken(user.id)).response.token)
    expect(begun.response).toMatchObject({ status: 'needs_second_factor', created_session_id: null })
    const done = await second(browser, begun.response.id, 'totp', codeOf(secret, app.clock.now()))
    expect(done.response.status).toBe('complete')
  })

  test('proves nothing for an attempt that began under another name (R15)', async () => {
    const [user, victim] = [await create(), await create()]
    const { token } = (await signInToken(user.id)).response
    const browser = visitor()
    const begun = await browser.post<SignInView>('/client/sign_ins', { identifier: victim.email })
    const fields = { strategy: 'ticket', ticket: token ?? '' }
    const path = `/client/sign_ins/${begun.response.id}/attempt_first_factor`
    expect((await browser.post(path, fields)).code).toBe('form_param_format_invalid')
    const again = await browser.post<SignInView>('/client/sign_ins', { identifier: victim.email, ...fields })
    expect(again.response.status).toBe('complete')
    expect((await me(browser)).response.id).toBe(user.id)
  })

  test('is used up for its own user alone, whatever attempt it is brought to (R53)', async () => {
    const [user, victim] = [await create(), await create()]
    const { token } = (await signInToken(user.id)).response
    const sought = { hash: hashToken(token ?? ''), instanceId: instance.instance.id, now: app.clock.now() }
    const claimFor = (userId: string) => transact(app.context.db, (trx) => claimTicket(trx, { ...sought, userId }))
    expect(await claimFor(victim.id)).toBe(false)
    const nobody = {
      purpose: 'sign_in',
      id: 'sia_none',
      facts: null,
      identifierKey: 'nobody',
      asker: { kind: 'stranger' },
    } as const
    await expect(ticket.verify({} as Scope, nobody, { ticket: token ?? '' })).rejects.toMatchObject({
      code: 'attempt_expired',
    })
    expect(await claimFor(user.id)).toBe(true)
  })

  test('taken back opens nothing, and can be taken back once, while it is unused', async () => {
    const user = await create()
    const { id, token } = (await signInToken(user.id)).response
    const revoke = (path = `/sign_in_tokens/${id}/revoke`) => call<SignInTokenView>('POST', path)
    expect((await revoke()).response).toMatchObject({ id, status: 'revoked', token: null, url: null })
    expect((await use(visitor(), token)).code).toBe('attempt_expired')
    expect((await revoke()).code).toBe('token_spent')
    const spent = (await signInToken(user.id)).response
    await use(visitor(), spent.token)
    expect((await revoke(`/sign_in_tokens/${spent.id}/revoke`)).code).toBe('token_spent')
    expect((await revoke(`/actor_tokens/${spent.id}/revoke`)).code).toBe('resource_not_found')
  })

  test('ends with its time, and with every security event (R61)', async () => {
    const user = await create()
    const short = (await signInToken(user.id, { expires_in_seconds: 60 })).response.token
    app.clock.advance(60_000)
    expect((await use(visitor(), short)).code).toBe('attempt_expired')
    const old = (await signInToken(user.id)).response.token
    await call('PATCH', `/users/${user.id}`, { password: 'another fine phrase' })
    expect((await use(visitor(), old)).code).toBe('attempt_expired')
    expect((await signInToken(user.id, { expires_in_seconds: 31 * 86_400 })).code).toBe('form_param_format_invalid')
  })

  test('of another instance does not exist (S12)', async () => {
    const user = await create()
    const { id, token } = (await signInToken(user.id)).response
    const elsewhere = backend(app, other)
    expect((await elsewhere('POST', `/sign_in_tokens/${id}/revoke`)).code).toBe('resource_not_found')
    expect((await elsewhere('POST', '/sign_in_tokens', { user_id: user.id })).code).toBe('resource_not_found')
    expect((await use(visitor(other), token)).code).toBe('attempt_expired')
  })
})

describe('an actor token', () => {
  async function act(user: { id: string }, fields = {}) {
    const browser = visitor()
    const made = (await actorToken(user.id, fields)).response
    const used = await use(browser, made.token)
    expect(used.response.status).toBe('complete')
    return { browser, made, session: used.client?.sessions[0] as SessionView }
  }

  test('opens a session that says who acts, in every view and token, counts no proof, and is told to the user', async () => {
    const user = await create({ totp_secret: secret })
    const { browser, made, session } = await act(user, { actor: { sub: 'user_admin', reason: 'case 7' } })
    expect(made).toMatchObject({
      object: 'actor_token',
      status: 'pending',
      actor: { sub: 'user_admin', reason: 'case 7' },
    })
    expect(session).toMatchObject({ actor: { sub: 'user_admin' }, factor_verification_age: [-1, -1], status: 'active' })
    const claims = claimsOf(session.last_active_token?.jwt)
    expect(claims).toMatchObject({ sub: user.id, act: { sub: 'user_admin', reason: 'case 7' }, fva: [-1, -1] })
    expect((await me(browser)).response.id).toBe(user.id)
    const [listed] = (await call<SessionView[]>('GET', `/sessions?user_id=${user.id}`)).response
    expect(listed?.actor).toEqual({ sub: 'user_admin', reason: 'case 7' })
    const trail = await audited(user.id)
    expect(trail).toContainEqual(expect.objectContaining({ event: 'impersonation.started', actor_id: 'user_admin' }))
    expect(trail).toContainEqual(
      expect.objectContaining({ event: 'actor_token.created', actor_id: expect.stringMatching(/^key_/) }),
    )
    expect((await mailed(browser, user.email)).map(({ subject }) => subject)).toEqual(['Somebody acts as you – Acme'])
  })

  test('leaves no trace in what is told as the user’s own', async () => {
    const user = await create()
    await startSignIn(visitor(), user.email)
    app.clock.advance(60_000)
    const before = (await call<BackendUserView>('GET', `/users/${user.id}`)).response
    const { browser } = await act(user)
    const after = (await call<BackendUserView>('GET', `/users/${user.id}`)).response
    expect(after).toMatchObject({ last_sign_in_at: before.last_sign_in_at, last_active_at: before.last_active_at })
    await browser.delete('/client/sessions')
    const told = async () => (await mailed(browser, user.email)).length
    const silent = await told()
    // The browser in which somebody acted as the user is a new device when the user comes to it.
    await startSignIn(browser, user.email)
    expect(await told()).toBe(silent + 1)
  })

  test.each([true, false])('changes nothing sensitive, fresh proofs demanded (%s) or not (R64)', async (enabled) => {
    await call('PATCH', '/instance/settings', { reverification: { enabled } })
    const user = await create()
    const { browser } = await act(user)
    const answers = [
      await browser.post('/me/totp'),
      await browser.post('/me/change_password', { new_password: 'another fine phrase' }),
      await browser.post('/me/email_addresses', { email_address: 'thief@example.com' }),
      await browser.delete('/me'),
    ]
    for (const answer of answers) expect(answer).toMatchObject({ status: 403, code: 'impersonation_not_allowed' })
    await call('PATCH', '/instance/settings', { reverification: { enabled: true } })
  })

  test('has a session of an hour at the most, shorter if asked for', async () => {
    const user = await create()
    const now = app.clock.now()
    expect((await act(user)).session.expire_at).toBe(now + 1_800_000)
    expect((await act(user, { session_max_duration_in_seconds: 60 })).session.expire_at).toBe(now + 60_000)
    const { browser, session } = await act(user, { session_max_duration_in_seconds: 86_400 })
    expect(session.expire_at).toBe(now + 3_600_000)
    app.clock.advance(3_600_000)
    expect((await me(browser)).status).toBe(401)
  })

  test('opens nothing for a banned user, once taken back, or twice', async () => {
    const user = await create()
    const { id, token } = (await actorToken(user.id)).response
    expect((await call<ActorTokenView>('POST', `/actor_tokens/${id}/revoke`)).response.status).toBe('revoked')
    expect((await use(visitor(), token)).code).toBe('attempt_expired')
    const late = (await actorToken(user.id)).response.token
    await call('POST', `/users/${user.id}/ban`)
    expect((await use(visitor(), late)).status).toBeGreaterThanOrEqual(400)
    const { made } = await act(await create())
    expect((await use(visitor(), made.token)).code).toBe('attempt_expired')
  })

  test('refused while the user is locked leaves an attempt that needs every factor of the user (R52, R104)', async () => {
    const user = await create({ totp_secret: secret })
    const { token } = (await actorToken(user.id)).response
    await call('POST', `/users/${user.id}/lock`)
    const browser = visitor()
    await browser.send('PUT', '/client')
    expect((await use(browser, token)).code).toBe('user_locked')
    await call('POST', `/users/${user.id}/unlock`)
    const { sign_in } = (await browser.get<ClientView>('/client')).response
    const path = `/client/sign_ins/${sign_in?.id}`
    const first = await browser.post<SignInView>(`${path}/attempt_first_factor`, { strategy: 'password', password })
    expect(first.response.status).toBe('needs_second_factor')
    const done = await second(browser, sign_in?.id ?? '', 'totp', codeOf(secret, app.clock.now()))
    expect(done.client?.sessions[0]?.actor).toBeNull()
  })

  test('is refused for oneself, for an actor that is too long, and for operators (R130)', async () => {
    const user = await create()
    expect((await actorToken(user.id, { actor: { sub: user.id } })).code).toBe('form_param_format_invalid')
    expect((await actorToken(user.id, { actor: { sub: 'a', note: 'x'.repeat(2000) } })).status).toBe(422)
    expect((await actorToken(user.id, { actor: {} })).code).toBe('form_param_missing')
    const operators = await app.create(
      { name: 'Countersign', slug: 'dashboard', kind: 'dashboard', environment: 'production' },
      { multi_factor: { totp: true, required: true }, first_factors: { email_code: false } },
    )
    // The dashboard's instance takes no API key at all.
    const operate = backend(app, operators)
    expect((await actorToken('user_any', {}, operate)).code).toBe('clerk_key_invalid')
    expect((await operate('POST', '/sessions', { user_id: 'user_any' })).code).toBe('clerk_key_invalid')
  })
})
