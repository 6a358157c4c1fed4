import type { BackendSessionView, BackendUserView, MessageView, Settings } from '@countersign/contract'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { CreatedInstance } from '../src/instances/create.ts'
import { mfaOn, startTestApp, type TestApp } from './support/app.ts'
import { Browser, backend, codeOf, enrol, me, password, second, signUp, startSignIn } from './support/browser.ts'
import { newCodes, peopleOf, secret } from './support/people.ts'

let app: TestApp
let instance: CreatedInstance
let other: CreatedInstance
let call: ReturnType<typeof backend>

beforeAll(async () => {
  app = await startTestApp()
  instance = await app.create({ slug: 'acme' }, mfaOn)
  other = await app.create({ name: 'Other', slug: 'other', environment: 'production' }, mfaOn)
  call = backend(app, instance)
})
afterAll(() => app.close())
beforeEach(() => app.clock.advance(60_000))

const { newEmail, create, read, list, audited } = peopleOf(() => ({ app, call }))

describe('the list of users', () => {
  test('finds by address, username, id and part of a name, and counts the same', async () => {
    const user = await create({ first_name: 'Grace', last_name: 'Hopper_100%', username: 'grace.hopper' })
    const queries = [
      `email_address=${user.email.toUpperCase()}`,
      `email_address=nobody@example.com&email_address=${user.email}`,
      'username=Grace.Hopper',
      `user_id=${user.id}`,
      'query=opper_100%25',
      'query=GRACE.H',
      `query=${user.id}`,
    ]
    for (const query of queries) {
      expect({ query, ids: (await list(query)).map((found) => found.id) }).toEqual({ query, ids: [user.id] })
      expect((await call<{ total_count: number }>('GET', `/users/count?${query}`)).response.total_count).toBe(1)
    }
    expect(await list('query=hopper%25100')).toEqual([])
    expect(await list('email_address=not-an-address')).toEqual([])
  })

  test('does not find anybody by an address that was never verified (R48)', async () => {
    const browser = await signUp(app, instance, newEmail())
    await browser.post('/me/email_addresses', { email_address: 'unproven@example.com' })
    expect(await list('email_address=unproven@example.com')).toEqual([])
    expect(await list('query=unproven')).toEqual([])
  })

  test('comes newest first, in pages of at most 500', async () => {
    const older = await create()
    app.clock.advance(1000)
    const newer = await create()
    expect((await list('limit=2')).map((user) => user.id)).toEqual([newer.id, older.id])
    expect((await list('limit=1&offset=1')).map((user) => user.id)).toEqual([older.id])
    expect((await list('order_by=%2Bcreated_at&limit=500')).at(-1)?.id).toBe(newer.id)
    for (const wrong of ['limit=501', 'limit=0', 'limit=x', 'offset=-1', 'order_by=password_hash', 'limit=1&limit=2'])
      expect({ wrong, status: (await call('GET', `/users?${wrong}`)).status }).toEqual({ wrong, status: 422 })
  })
})

test.each([
  ['seconds', '1764547200'],
  ['microseconds', '1764547200000000'],
  ['an ISO date', '2025-12-01T00:00:00Z'],
])('a time in %s is refused where milliseconds are meant, and the answer says so', async (_, value) => {
  const answer = await call('GET', `/users?created_at_after=${value}`)
  expect([answer.status, answer.code]).toEqual([422, 'form_param_not_milliseconds'])
  expect(answer.errors[0]).toMatchObject({ meta: { param_name: 'created_at_after' } })
})

describe('a change by the app', () => {
  test('of a name leaves sessions alone; of a password ends them and tells the user (R61)', async () => {
    const user = await create()
    const browser = new Browser(app, instance)
    await startSignIn(browser, user.email)
    const renamed = await call<BackendUserView>('PATCH', `/users/${user.id}`, { first_name: 'New', last_name: null })
    expect(renamed.response).toMatchObject({ first_name: 'New', last_name: null })
    expect((await me(browser)).status).toBe(200)
    const waiting = new Browser(app, instance)
    const begun = await waiting.post<{ id: string }>('/client/sign_ins', { identifier: user.email })
    await call('PATCH', `/users/${user.id}`, { password: 'another long secret' })
    expect((await me(browser)).status).toBe(401)
    const path = `/client/sign_ins/${begun.response.id}/attempt_first_factor`
    const late = await waiting.post(path, { strategy: 'password', password: 'another long secret' })
    expect(late.code).toBe('attempt_expired')
    expect(await subjects(user.email)).toContain('Your password was changed – Acme')
  })

  test('merges metadata at every depth, and null removes a key at any depth', async () => {
    const user = await create({
      public_metadata: { a: 1, b: { c: 2, x: { y: 1 } }, l: [1] },
      private_metadata: { k: 1 },
    })
    const merge = async (change: object) =>
      (await call<BackendUserView>('PATCH', `/users/${user.id}/metadata`, change)).response
    const merged = await merge({ public_metadata: { a: null, b: { d: 3, x: { y: null, z: 2 } }, e: 4, l: [null] } })
    expect(merged.public_metadata).toEqual({ b: { c: 2, d: 3, x: { z: 2 } }, e: 4, l: [null] })
    expect(merged.private_metadata).toEqual({ k: 1 })
    const added = await merge({ private_metadata: { deep: { none: null, some: { no: null } } } })
    expect(added.private_metadata).toEqual({ k: 1, deep: { some: {} } })
    const changes = (await audited(user.id)).filter(({ event }) => event === 'user.changed')
    expect(changes.map(({ details }) => JSON.parse(details))).toContainEqual({ fields: ['private_metadata'] })
    expect((await merge({ private_metadata: null })).private_metadata).toEqual({})
  })

  test('replaces metadata with PATCH on the user and with PUT, and leaves what is not named', async () => {
    const user = await create({ public_metadata: { a: 1 }, private_metadata: { k: 1 } })
    const path = `/users/${user.id}`
    const patched = await call<BackendUserView>('PATCH', path, { public_metadata: { b: { c: 1 } } })
    expect(patched.response).toMatchObject({ public_metadata: { b: { c: 1 } }, private_metadata: { k: 1 } })
    const put = await call<BackendUserView>('PUT', `${path}/metadata`, { public_metadata: { b: { d: 1 } } })
    expect(put.response.public_metadata).toEqual({ b: { d: 1 } })
    const cleared = await call<BackendUserView>('PUT', `${path}/metadata`, { public_metadata: null })
    expect(cleared.response).toMatchObject({ public_metadata: {}, private_metadata: { k: 1 } })
  })

  test('loses none of 20 metadata merges at the same time', async () => {
    const user = await create({ private_metadata: { shared: { kept: true } } })
    const numbers = Array.from({ length: 20 }, (_, index) => `key_${index}`)
    const answers = await Promise.all(
      numbers.map((key) =>
        call('PATCH', `/users/${user.id}/metadata`, { private_metadata: { [key]: key, shared: { [key]: true } } }),
      ),
    )
    expect(answers.map(({ status }) => status)).toEqual(numbers.map(() => 200))
    const { private_metadata } = await read(user.id)
    expect(private_metadata).toEqual({
      ...Object.fromEntries(numbers.map((key) => [key, key])),
      shared: { kept: true, ...Object.fromEntries(numbers.map((key) => [key, true])) },
    })
  })

  test('refuses a metadata merge that would grow beyond 64 KiB and says so', async () => {
    const user = await create({ public_metadata: { first: 'x'.repeat(40_000) } })
    const answer = await call('PATCH', `/users/${user.id}/metadata`, {
      public_metadata: { second: 'x'.repeat(30_000) },
    })
    expect([answer.status, answer.code]).toEqual([422, 'metadata_too_large'])
    expect(Object.keys((await read(user.id)).public_metadata)).toEqual(['first'])
  })

  test('cannot set what is not a field of it (R49)', async () => {
    const user = await create()
    const forged = { banned: true, two_factor_enabled: true, instance_id: other.instance.id, epoch: 99, id: 'user_x' }
    expect((await call('PATCH', `/users/${user.id}`, forged)).status).toBe(200)
    const { updated_at: _, ...after } = await read(user.id)
    expect(user).toMatchObject(after)
  })
})

describe('checking a proof', () => {
  test('of the password answers yes, or 422; failures count towards the lock', async () => {
    const user = await create()
    const verify = (given: string) => call('POST', `/users/${user.id}/verify_password`, { password: given })
    expect((await verify(password)).body).toEqual({ verified: true })
    expect(await verify('wrong')).toMatchObject({ status: 422, code: 'incorrect_password' })
    expect((await read(user.id)).verification_attempts_remaining).toBe(9)
    await verify(password)
    const proven = {
      event: 'user.verified',
      actor_id: expect.stringMatching(/^key_/),
      details: JSON.stringify({ strategy: 'password' }),
    }
    expect((await audited(user.id)).filter(({ event }) => event === 'user.verified')).toEqual([proven, proven])
    expect((await read(user.id)).verification_attempts_remaining).toBe(10)
    for (let tries = 0; tries < 10; tries++) await verify('wrong')
    expect(await verify(password)).toMatchObject({ status: 403, code: 'user_locked' })
    expect(await read(user.id)).toMatchObject({ locked: true, verification_attempts_remaining: 0 })
  })

  test('by a code uses the code up, whichever kind it is (R4, S41)', async () => {
    const codes = newCodes()
    const user = await create({ totp_secret: secret, backup_codes: codes })
    const verify = (code: string) => call('POST', `/users/${user.id}/verify_totp`, { code })
    const code = codeOf(secret, app.clock.now())
    expect((await verify(code)).body).toEqual({ verified: true, code_type: 'totp' })
    expect(await verify(code)).toMatchObject({ status: 422, code: 'totp_incorrect_code' })
    expect((await verify(codes[3] ?? '')).body).toEqual({ verified: true, code_type: 'backup_code' })
    expect(await verify(codes[3] ?? '')).toMatchObject({ status: 422, code: 'totp_incorrect_code' })
    expect(await verify('')).toMatchObject({ status: 422 })
    const notes = (await audited(user.id)).filter(({ event }) => event === 'user.verified')
    expect(notes.map(({ details }) => JSON.parse(details).strategy).sort()).toEqual(['backup_code', 'totp'])
  })
})

test.each([
  ['mfa', { totp_enabled: false, backup_codes_left: null }],
  ['totp', { totp_enabled: false, backup_codes_left: 10 }],
  ['backup_code', { totp_enabled: true, backup_codes_left: null }],
])('removing %s takes it away, tells the user and voids sign-ins that wait (R61, R73)', async (what, expected) => {
  const user = await create({ totp_secret: secret, backup_codes: newCodes() })
  const browser = new Browser(app, instance)
  const first = await startSignIn(browser, user.email)
  expect((await call('DELETE', `/users/${user.id}/${what}`)).body).toEqual({ user_id: user.id })
  expect(await read(user.id)).toMatchObject(expected)
  const late = await second(browser, first.response.id, 'totp', codeOf(secret, app.clock.now()))
  expect(late.code).toBe('attempt_expired')
  expect(await subjects(user.email)).toHaveLength(1)
  expect(await audited(user.id)).toContainEqual(
    expect.objectContaining({ event: 'factor.removed', actor_id: expect.stringMatching(/^key_/) }),
  )
})

test('a ban ends every session at once and closes the door until it is lifted (R61, R91)', async () => {
  const user = await create()
  const browser = new Browser(app, instance)
  await startSignIn(browser, user.email)
  expect((await call<BackendUserView>('POST', `/users/${user.id}/ban`)).response.banned).toBe(true)
  expect((await me(browser)).status).toBe(401)
  expect((await startSignIn(new Browser(app, instance), user.email)).response?.status).not.toBe('complete')
  expect((await call<BackendUserView>('POST', `/users/${user.id}/unban`)).response.banned).toBe(false)
  expect((await startSignIn(new Browser(app, instance), user.email)).response.status).toBe('complete')
})

test('a lock keeps even the right password out for its time; unlocking lifts it', async () => {
  const user = await create()
  const locked = (await call<BackendUserView>('POST', `/users/${user.id}/lock`)).response
  expect(locked).toMatchObject({ locked: true, lockout_expires_in_seconds: 15 * 60 })
  expect((await startSignIn(new Browser(app, instance), user.email)).code).toBe('user_locked')
  expect((await call<BackendUserView>('POST', `/users/${user.id}/unlock`)).response.locked).toBe(false)
  expect((await startSignIn(new Browser(app, instance), user.email)).response.status).toBe('complete')
})

test('deleting takes sessions, factors and addresses with it', async () => {
  const user = await create({ totp_secret: secret, backup_codes: newCodes() })
  const deleted = await call('DELETE', `/users/${user.id}`)
  expect(deleted.body).toEqual({ object: 'user', id: user.id, deleted: true })
  expect((await call('GET', `/users/${user.id}`)).code).toBe('resource_not_found')
  for (const table of ['email_addresses', 'totp_factors', 'backup_codes', 'sessions'] as const) {
    const rows = await app.context.db.selectFrom(table).select('id').where('user_id', '=', user.id).execute()
    expect({ table, rows }).toEqual({ table, rows: [] })
  }
  expect((await audited(user.id)).map((row) => row.event)).toContain('user.deleted')
})

describe('sessions', () => {
  const page = async (query: string) =>
    (await call<{ data: BackendSessionView[]; total_count: number }>('GET', `/sessions?paginated=true&${query}`))
      .response

  test('are listed with the status they have now, and end when revoked (R91)', async () => {
    const user = await create()
    const browser = new Browser(app, instance)
    await startSignIn(browser, user.email)
    app.clock.advance(1000)
    await startSignIn(new Browser(app, instance), user.email)
    const found = await page(`user_id=${user.id}&limit=1`)
    expect(found).toMatchObject({ total_count: 2, data: [{ user_id: user.id, status: 'active' }] })
    const id = (await browser.get<{ last_active_session_id: string }>('/client')).response.last_active_session_id
    expect((await call<BackendSessionView>('POST', `/sessions/${id}/revoke`)).response.status).toBe('revoked')
    expect((await me(browser)).status).toBe(401)
    expect((await page(`user_id=${user.id}&status=active`)).total_count).toBe(1)
    app.clock.advance(25 * 3_600_000)
    expect((await page(`user_id=${user.id}&status=active`)).total_count).toBe(0)
    expect((await page(`user_id=${user.id}&status=expired`)).data).toMatchObject([{ status: 'expired' }])
    const bare = await call<BackendSessionView[]>('GET', `/sessions?user_id=${user.id}`)
    expect(bare.response.map((session) => session.status)).toEqual(['expired', 'revoked'])
  })

  test('of users who still owe a second factor are pending where one is required (R57)', async () => {
    const strict = await app.create({ name: 'Strict' }, { multi_factor: { ...mfaOn.multi_factor, required: true } })
    const browser = await signUp(app, strict, 'late@example.com')
    const ask = backend(app, strict)
    const statuses = async (status: string) =>
      (await ask<BackendSessionView[]>('GET', `/sessions?status=${status}`)).response.map((session) => session.tasks)
    expect(await statuses('pending')).toEqual([[{ key: 'setup-mfa' }]])
    expect(await statuses('active')).toEqual([])
    await enrol(browser)
    expect(await statuses('pending')).toEqual([])
    expect(await statuses('active')).toEqual([null])
  })
})

test('settings are read whole and patched in part; a wrong one changes nothing', async () => {
  const owned = await app.create({ name: 'Settings' })
  const ask = backend(app, owned)
  const patched = await ask<Settings>('PATCH', '/instance/settings', { multi_factor: { totp: true } })
  expect(patched.response.multi_factor).toMatchObject({ totp: true, backup_code: false })
  const refused = await ask('PATCH', '/instance/settings', {
    multi_factor: { backup_code: true },
    lockout: { attempts: 1 },
  })
  expect(refused).toMatchObject({ status: 422, code: 'settings_invalid' })
  expect(refused.errors[0]?.meta['param_name']).toBe('lockout.attempts')
  expect((await ask('PATCH', '/instance/settings', { no_such: 1 })).code).toBe('settings_invalid')
  expect((await ask<Settings>('GET', '/instance/settings')).response).toEqual(patched.response)
})

test('what is of another instance does not exist (S12)', async () => {
  const user = await create()
  await startSignIn(new Browser(app, instance), user.email)
  const [session] = (await call<BackendSessionView[]>('GET', `/sessions?user_id=${user.id}`)).response
  const foreign = backend(app, other)
  const asked: [string, string, unknown?][] = [
    ['GET', `/users/${user.id}`],
    ['PATCH', `/users/${user.id}`, { first_name: 'X' }],
    ['PATCH', `/users/${user.id}/metadata`, { public_metadata: { x: 1 } }],
    ['DELETE', `/users/${user.id}`],
    ['DELETE', `/users/${user.id}/mfa`],
    ['POST', `/users/${user.id}/ban`, {}],
    ['POST', `/users/${user.id}/lock`, {}],
    ['POST', `/users/${user.id}/verify_password`, { password }],
    ['POST', `/users/${user.id}/verify_totp`, { code: '123456' }],
    ['GET', `/sessions/${session?.id}`],
    ['POST', `/sessions/${session?.id}/revoke`, {}],
  ]
  for (const [method, path, body] of asked)
    expect({ path, code: (await foreign(method, path, body)).code }).toEqual({ path, code: 'resource_not_found' })
  expect((await foreign<unknown[]>('GET', `/users?user_id=${user.id}`)).response).toEqual([])
  expect((await foreign<unknown[]>('GET', `/sessions?user_id=${user.id}`)).response).toEqual([])
  const { updated_at: _, ...before } = user
  expect(before).toMatchObject({ first_name: (await read(user.id)).first_name, banned: false })
})

test('only the secret key in the header opens it', async () => {
  const urls = ['/v1/users', `/v1/users?secret_key=${instance.secretKey}`]
  for (const url of urls) expect((await app.app.request(`http://acme.localhost:4100${url}`)).status).toBe(401)
  // The server's own address names none of its instances, and a missing key is still what is told.
  for (const url of [...urls, `/v1/users/${'x'.repeat(9)}`]) {
    const answer = await app.app.request(`http://localhost:4100${url}`)
    expect(answer.status).toBe(401)
    expect(await answer.json()).toMatchObject({ errors: [{ code: 'clerk_key_invalid' }] })
  }
  const wrong = backend(app, instance, `sk_test_${'a'.repeat(43)}`)
  expect(await wrong('GET', '/users')).toMatchObject({ status: 401, code: 'clerk_key_invalid' })
})

test('sent messages can be read in development only (R132)', async () => {
  expect((await backend(app, other)('GET', '/testing/messages')).code).toBe('development_only')
  expect((await backend(app, other)('DELETE', '/testing/messages')).code).toBe('development_only')
})

test('the development inbox of an instance can be emptied, and the others stay full', async () => {
  const [one, two] = [await app.create({ slug: 'emptied' }), await app.create({ slug: 'full' })]
  for (const instance of [one, two]) await signUp(app, instance, 'ada@example.com')
  const inbox = async (of: CreatedInstance) =>
    (await backend(app, of)<MessageView[]>('GET', '/testing/messages')).response.length
  expect(await inbox(one)).toBeGreaterThan(0)
  await backend(app, one)('DELETE', '/testing/messages')
  expect(await inbox(one)).toBe(0)
  expect(await inbox(two)).toBeGreaterThan(0)
})

async function subjects(email: string): Promise<(string | undefined)[]> {
  const sent = await call<MessageView[]>('GET', `/testing/messages?to=${encodeURIComponent(email)}`)
  return sent.response.map((message) => message.subject).filter((subject) => !subject?.startsWith('New sign-in'))
}
