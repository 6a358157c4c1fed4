import { createHash, randomBytes } from 'node:crypto'
import type { BackendUserView, ClientView, SessionView, SignInView, SignUpView, UserView } from '@countersign/contract'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { backupCode } from '../src/factors/backup-code/backup-code.ts'
import type { Factor } from '../src/factors/factor.ts'
import { factors } from '../src/factors/index.ts'
import type { CreatedInstance } from '../src/instances/create.ts'
import { revokeSession } from '../src/sessions/end.ts'
import { requireSession } from '../src/sessions/guard.ts'
import { mfaOn, startTestApp, type TestApp } from './support/app.ts'
import { Browser, backend, codeOf, enrol, me, password, second, signUp, startSignIn } from './support/browser.ts'
import { scopeOf } from './support/meanwhile.ts'

let app: TestApp
let instance: CreatedInstance

beforeAll(async () => {
  app = await startTestApp()
  instance = await app.create({}, mfaOn)
})
afterAll(() => app.close())
beforeEach(() => app.clock.advance(60_000))

let count = 0
const newEmail = () => `edge${++count}@example.com`
const visitor = (of = instance) => new Browser(app, of)

describe('where accounts have a username alone', () => {
  test('nobody is asked for an address, and the account is made without one', async () => {
    const names = { identifiers: { username: 'required', email_address: 'off' } } as const
    const browser = visitor(await app.create({}, names))
    const begun = await browser.post<SignUpView>('/client/sign_ups', { password })
    expect(begun.response.required_fields).toEqual(['username', 'password'])
    expect(begun.response.missing_fields).toEqual(['username'])
    const done = await browser.patch<SignUpView>(`/client/sign_ups/${begun.response.id}`, { username: 'ada_l' })
    expect(done.response.status).toBe('complete')
    const { response } = await me(browser)
    expect(response).toMatchObject({ username: 'ada_l', email_addresses: [], primary_email_address_id: null })
  })
})

test('a name that is given empty is none; the language is kept as given', async () => {
  const browser = visitor()
  const fields = { email_address: newEmail(), first_name: 'Ada', last_name: 'Lovelace', locale: 'fr-FR' }
  const begun = await browser.post<SignUpView>('/client/sign_ups', fields)
  expect(begun.response).toMatchObject({ first_name: 'Ada', last_name: 'Lovelace', locale: 'fr-FR' })
  const path = `/client/sign_ups/${begun.response.id}`
  const emptied = await browser.patch<SignUpView>(path, { first_name: '', last_name: '', locale: '' })
  expect(emptied.response).toMatchObject({ first_name: null, last_name: null, locale: null })
})

test('a name is taken out of the profile by leaving it empty', async () => {
  const browser = await signUp(app, instance, newEmail())
  await browser.patch('/me', { first_name: 'Ada', last_name: 'Lovelace' })
  const emptied = await browser.patch<UserView>('/me', { first_name: '', last_name: '' })
  expect(emptied.response).toMatchObject({ first_name: null, last_name: null })
})

test('an external id belongs to one user: a second one is refused by name', async () => {
  const external_id = `ext_${++count}`
  const create = () => backend(app, instance)<BackendUserView>('POST', '/users', { external_id })
  expect((await create()).status).toBe(200)
  const refused = await create()
  expect(refused.code).toBe('form_identifier_exists')
  expect(refused.errors[0]?.meta).toMatchObject({ param_name: 'external_id' })
})

test('where the operator chose to tell, a user without a password is not offered one', async () => {
  const open = await app.create({}, { enumeration_protection: false })
  const email_address = [newEmail()]
  await backend(app, open)('POST', '/users', { email_address, skip_password_requirement: true })
  const begun = await visitor(open).post<SignInView>('/client/sign_ins', { identifier: email_address[0] ?? '' })
  const strategies = begun.response.supported_first_factors.map((factor) => factor.strategy)
  expect(strategies).toContain('email_code')
  expect(strategies).not.toContain('password')
})

test('a ticket for a locked account opens nothing; after the lock the password goes on with the attempt (R104)', async () => {
  const email = newEmail()
  const userId = (await me(await signUp(app, instance, email))).response.id
  const call = backend(app, instance)
  const ticket = randomBytes(32).toString('base64url')
  await app.context.db
    .insertInto('tickets')
    .values({
      id: `tick_${++count}`,
      instance_id: instance.instance.id,
      user_id: userId,
      token_hash: createHash('sha256').update(ticket).digest('base64url'),
      created_at: app.clock.now(),
      expires_at: app.clock.now() + 600_000,
      used_at: null,
    })
    .execute()
  await call('POST', `/users/${userId}/lock`)
  const browser = visitor()
  await browser.send('PUT', '/client')
  expect((await browser.post('/client/sign_ins', { strategy: 'ticket', ticket })).code).toBe('user_locked')
  await call('POST', `/users/${userId}/unlock`)
  const { sign_in } = (await browser.get<ClientView>('/client')).response
  expect(sign_in).toMatchObject({ status: 'needs_first_factor', identifier: null })
  const path = `/client/sign_ins/${sign_in?.id}/attempt_first_factor`
  expect((await browser.post<SignInView>(path, { strategy: 'password', password })).response.status).toBe('complete')
})

describe('an account that does not exist', () => {
  const typed = { password, code: '123456', ticket: 'no-such-ticket' }
  const attempt = {
    purpose: 'sign_in',
    id: 'sia_none',
    facts: null,
    identifierKey: 'nobody@example.com',
    asker: { kind: 'stranger' },
  } as const
  const opens = async (factor: Factor, input: typeof typed) => {
    const scope = await scopeOf(visitor())
    const proof = await factor.verify(scope, attempt, input)
    return app.context.db.transaction().execute((trx) => proof.claim(trx))
  }

  test.each(factors.map((factor) => [factor.strategy, factor] as const))('is never proven by %s', async (_, factor) => {
    expect(await opens(factor, typed).catch(() => false)).toBe(false)
  })

  test('is guessed at with backup codes three times an hour, as one that does (R30)', async () => {
    const guess = () => opens(backupCode, { ...typed, code: 'AAAA-AAAA-AAAAA' })
    // The first of the hour's three tries was made above, or is made here.
    const codes: string[] = []
    for (let i = 0; i < 4; i++) codes.push(await guess().then(String, (error) => error.code))
    expect(codes[0]).toBe('form_code_incorrect')
    expect(codes[3]).toBe('too_many_requests')
  })
})

test('a stored secret that can no longer be read fails closed, and tells nothing of itself (R118)', async () => {
  const email = newEmail()
  const owner = await signUp(app, instance, email)
  const { secret } = await enrol(owner)
  const userId = (await me(owner)).response.id
  const { id } = await app.context.db
    .selectFrom('totp_factors')
    .select('id')
    .where('user_id', '=', userId)
    .executeTakeFirstOrThrow()
  const secret_sealed = app.context.keyring.seal('not base32!', { purpose: 'totp', row: id, owner: userId })
  await app.context.db.updateTable('totp_factors').set({ secret_sealed }).where('id', '=', id).execute()
  const browser = visitor()
  const begun = await startSignIn(browser, email)
  const refused = await second(browser, begun.response.id, 'totp', codeOf(secret, app.clock.now()))
  expect([refused.status, refused.code]).toEqual([422, 'form_code_incorrect'])
  expect(JSON.stringify(refused.body)).not.toMatch(/base32|sealed|totp_/)
  expect((await me(browser)).status).toBe(401)
})

test('of two people in one browser, the one who is touched is the active one', async () => {
  const email = newEmail()
  await signUp(app, instance, email)
  const browser = await signUp(app, instance, newEmail())
  const first = (await browser.get<ClientView>('/client')).response.last_active_session_id
  await startSignIn(browser, email)
  expect((await browser.get<ClientView>('/client')).response.last_active_session_id).not.toBe(first)
  expect((await browser.post<SessionView>(`/client/sessions/${first}/touch?_clerk_session_id=${first}`)).status).toBe(
    200,
  )
  expect((await browser.get<ClientView>('/client')).response.last_active_session_id).toBe(first)
})

test('no session is ended without an id (R66)', async () => {
  const browser = await signUp(app, instance, newEmail())
  const scope = await requireSession(await scopeOf(browser), null, { who: 'session', method: 'POST' })
  await expect(revokeSession(scope, undefined)).rejects.toMatchObject({ code: 'resource_not_found' })
  expect((await me(browser)).status).toBe(200)
})
