import type {
  AuditLogsView,
  EmailAddressView,
  SessionVerificationView,
  SessionView,
  UserView,
} from '@countersign/contract'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { frontendRoutes } from '../src/frontend-api/routes.ts'
import type { CreatedInstance } from '../src/instances/create.ts'
import { mfaOn, startTestApp, type TestApp } from './support/app.ts'
import {
  type Answer,
  afterOverlap,
  Browser,
  backend,
  codeOf,
  distinct,
  type Enrolled,
  enrol,
  type Fields,
  mailed,
  mailedCode,
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
  instance = await app.create({}, { ...mfaOn, identifiers: { username: 'optional' } })
})
afterAll(() => app.close())
beforeEach(() => app.clock.advance(60_000))

let count = 0
const newEmail = () => `owner${++count}@example.com`
const visitor = () => new Browser(app, instance)
const newPassword = 'an entirely new secret'
const minutes = (n: number) => n * 60_000

interface Person {
  browser: Browser
  email: string
}
async function person(): Promise<Person> {
  const email = newEmail()
  return { email, browser: await signUp(app, instance, email) }
}
async function enrolled(): Promise<Person & Enrolled> {
  const someone = await person()
  return { ...someone, ...(await enrol(someone.browser)) }
}
const change = (browser: Browser, fields: Fields) => browser.post<UserView>('/me/change_password', fields)
const addEmail = (browser: Browser, email_address: string) =>
  browser.post<EmailAddressView>('/me/email_addresses', { email_address })
async function addVerified({ browser }: Person, email = newEmail()): Promise<{ id: string; email: string }> {
  const { id } = (await addEmail(browser, email)).response
  await browser.post(`/me/email_addresses/${id}/prepare_verification`, { strategy: 'email_code' })
  const code = await mailedCode(browser, email)
  const done = await browser.post<EmailAddressView>(`/me/email_addresses/${id}/attempt_verification`, { code })
  expect(done.response.verification?.status).toBe('verified')
  return { id, email }
}
const subjects = async (browser: Browser, email: string) =>
  (await mailed(browser, email)).map((message) => message.subject ?? '')
const sessionOf = async (browser: Browser) => {
  const [session] = (await browser.get<SessionView[]>('/me/sessions/active')).response
  return session?.id ?? ''
}

describe('every sensitive change', () => {
  const sensitive = frontendRoutes.filter((route) => /fresh/.test(route.who))

  test('is one of a known list, so that none is added without this rule (R64)', () => {
    expect(sensitive.map((route) => `${route.method} ${route.path}`).sort()).toEqual([
      'DELETE /me',
      'DELETE /me/authenticator_apps/:id',
      'DELETE /me/email_addresses/:id',
      'DELETE /me/passkeys/:id',
      'DELETE /me/phone_numbers/:id',
      'DELETE /me/totp',
      'PATCH /me/phone_numbers/:id',
      'POST /me/authenticator_apps',
      'POST /me/backup_codes',
      'POST /me/change_password',
      'POST /me/email_addresses',
      'POST /me/passkeys',
      'POST /me/phone_numbers',
      'POST /me/remove_password',
      'POST /me/sessions/:id/revoke',
      'POST /me/totp',
    ])
  })

  const fields: Record<string, Fields> = {
    '/me/change_password': { new_password: newPassword, current_password: password },
    '/me/email_addresses': { email_address: 'stale@example.com' },
    '/me/phone_numbers': { phone_number: '+12025550123' },
  }
  const profile = [
    { method: 'PATCH', path: '/me', fields: { username: 'brand_new_name' } },
    { method: 'PATCH', path: '/me', fields: { primary_email_address_id: 'OWN' } },
  ]
  const all = [...sensitive.map(({ method, path }) => ({ method, path, fields: fields[path] ?? {} })), ...profile]

  test.each(all)(
    'needs a proof of the last ten minutes, which using the session does not renew: $method $path $fields (R64, R81)',
    async (row) => {
      const someone = await enrolled()
      const { browser, secret } = someone
      const user = (await me(browser)).response
      const own = user.email_addresses[0]?.id ?? ''
      const session = await sessionOf(browser)
      app.clock.advance(minutes(10))
      await browser.post(`/client/sessions/${session}/touch`)
      await browser.post(`/client/sessions/${session}/tokens`)
      const id = row.path.includes('sessions') ? session : own
      const sent = Object.fromEntries(
        Object.entries(row.fields).map(([key, value]) => [key, value === 'OWN' ? own : value]),
      )
      const path = `${row.path.replace(':id', id)}?_method=${row.method}`
      const send = () => browser.post(row.method === 'POST' ? row.path.replace(':id', id) : path, sent)
      const refused = await send()
      expect([refused.status, refused.code]).toEqual([403, 'session_reverification_required'])
      expect(refused.errors[0]?.meta).toMatchObject({ reverification: { level: 'second_factor' } })
      expect({ ...(await me(browser)).response, updated_at: 0 }).toEqual({ ...user, updated_at: 0 })
      // The password alone is not the strongest factor of this user, so it does not open the way (R83).
      const verify = `/client/sessions/${session}/verify`
      await browser.post(verify, { level: 'first_factor' })
      await browser.post(`${verify}/attempt_first_factor`, { strategy: 'password', password })
      expect((await send()).code).toBe('session_reverification_required')
      await browser.post(verify, { level: 'second_factor' })
      const proven = await browser.post<SessionVerificationView>(`${verify}/attempt_second_factor`, {
        strategy: 'totp',
        code: codeOf(secret, app.clock.now()),
      })
      expect(proven.response.status).toBe('complete')
      expect((await send()).code).not.toBe('session_reverification_required')
    },
  )

  test('of a user without a second factor needs the first again (R64)', async () => {
    const { browser } = await person()
    const session = await sessionOf(browser)
    app.clock.advance(minutes(10))
    const refused = await change(browser, { new_password: newPassword })
    expect(refused.errors[0]?.meta).toMatchObject({ reverification: { level: 'first_factor' } })
    await browser.post(`/client/sessions/${session}/verify`, { level: 'first_factor' })
    await browser.post(`/client/sessions/${session}/verify/attempt_first_factor`, { strategy: 'password', password })
    expect((await change(browser, { new_password: newPassword })).status).toBe(200)
  })
})

describe('removing the password', () => {
  test('ends other sessions, tells the user and leaves email codes to sign in with (R63, R68, R73, R88)', async () => {
    const { browser, email } = await person()
    const other = visitor()
    await startSignIn(other, email)
    const removed = await browser.post<UserView>('/me/remove_password', { current_password: password })
    expect([removed.status, removed.response.password_enabled]).toEqual([200, false])
    expect((await me(other)).status).toBe(401)
    expect((await me(browser)).status).toBe(200)
    expect((await startSignIn(visitor(), email)).code).toBe('form_password_or_identifier_incorrect')
    expect(await subjects(browser, email)).toContainEqual(expect.stringMatching(/password was changed/i))
    const { id } = (await me(browser)).response
    const events = await backend(app, instance)<AuditLogsView>('GET', `/audit_logs?user_id=${id}`)
    expect(events.response.data.map(({ event }) => event)).toContain('password.removed')
    // A second request, after a lost answer, finds nothing left to do.
    expect((await browser.post<UserView>('/me/remove_password')).response.password_enabled).toBe(false)
  })

  test('leaves other sessions alone when the user wants so, and refuses a wrong current password', async () => {
    const { browser, email } = await person()
    const other = visitor()
    await startSignIn(other, email)
    const wrong = await browser.post('/me/remove_password', { current_password: 'not it at all' })
    expect([wrong.status, wrong.code]).toEqual([422, 'form_password_incorrect'])
    await browser.post('/me/remove_password', { sign_out_of_other_sessions: 'false' })
    expect((await me(other)).status).toBe(200)
  })

  test('is refused when the account would have no first factor left', async () => {
    const own = await app.create({ name: 'Password only' }, { first_factors: { email_code: false } })
    const browser = await signUp(app, own, newEmail())
    const refused = await browser.post('/me/remove_password', { current_password: password })
    expect([refused.status, refused.code]).toEqual([409, 'first_factor_required'])
    expect((await me(browser)).response.password_enabled).toBe(true)
  })
})

describe('a new password', () => {
  test('replaces the old one, ends other sessions, gives a new cookie and tells the user (R68, R77, R88, R63)', async () => {
    const { browser, email } = await person()
    const other = visitor()
    await startSignIn(other, email)
    const thief = browser.copy()
    expect((await change(browser, { new_password: newPassword, current_password: password })).status).toBe(200)
    expect((await me(other)).status).toBe(401)
    afterOverlap(browser)
    expect((await me(thief)).status).toBe(401)
    expect((await me(browser)).status).toBe(200)
    expect((await startSignIn(visitor(), email)).code).toBe('form_password_or_identifier_incorrect')
    expect((await startSignIn(visitor(), email, newPassword)).response.status).toBe('complete')
    expect(await subjects(browser, email)).toContainEqual(expect.stringMatching(/password was changed/i))
  })

  test('leaves other sessions alone when the user wants so', async () => {
    const { browser, email } = await person()
    const other = visitor()
    await startSignIn(other, email)
    await change(browser, { new_password: newPassword, sign_out_of_other_sessions: 'false' })
    expect((await me(other)).status).toBe(200)
  })

  test('with a wrong current one is refused, on the same budget as at sign-in (R85)', async () => {
    const { browser, email } = await person()
    for (let i = 0; i < 10; i++)
      expect((await change(browser, { new_password: newPassword, current_password: 'not it at all' })).code).toBe(
        'form_password_incorrect',
      )
    const locked = await change(browser, { new_password: newPassword, current_password: password })
    expect([locked.status, locked.code]).toEqual([403, 'user_locked'])
    await browser.delete('/client/sessions')
    expect((await startSignIn(browser, email)).code).toBe('user_locked')
  })

  test('follows the rules of every password (R41, R42)', async () => {
    const { browser, email } = await person()
    for (const [given, code] of [
      ['short', 'form_password_length_too_short'],
      [' '.repeat(12), 'form_password_blank'],
      ['\u00a0\u2003\u200b'.repeat(5), 'form_password_blank'],
      ['password1', 'form_password_pwned'],
      [email, 'form_password_pwned'],
      ['x'.repeat(300), 'form_password_size_in_bytes_exceeded'],
    ] as const)
      expect((await change(browser, { new_password: given })).code).toBe(code)
  })

  test('needs the current one where the operator switched proving again off (R64, R85)', async () => {
    const own = await app.create({ name: 'Calm' }, { reverification: { enabled: false } })
    const email = newEmail()
    const browser = await signUp(app, own, email)
    app.clock.advance(minutes(60))
    expect((await change(browser, { new_password: newPassword })).code).toBe('form_param_missing')
    expect((await change(browser, { new_password: newPassword, current_password: 'nope nope' })).code).toBe(
      'form_password_incorrect',
    )
    expect((await change(browser, { new_password: newPassword, current_password: password })).status).toBe(200)
  })
})

describe('another e-mail address', () => {
  test('counts for nothing until its code is given (R48)', async () => {
    const { browser } = await person()
    const email = newEmail()
    const added = await addEmail(browser, email)
    expect(added.response.verification?.status ?? 'unverified').toBe('unverified')
    expect((await startSignIn(visitor(), email)).code).toBe('form_password_or_identifier_incorrect')
    const user = (await me(browser)).response
    expect(user.primary_email_address_id).not.toBe(added.response.id)
    const primary = await browser.patch('/me', { primary_email_address_id: added.response.id })
    expect(primary.status).toBe(404)
  })

  test('signs in once proven, and every verified address is told (R63, R73)', async () => {
    const someone = await person()
    const { email } = await addVerified(someone)
    expect((await startSignIn(visitor(), email)).response.status).toBe('complete')
    expect(await subjects(someone.browser, someone.email)).toContainEqual(expect.stringMatching(/address added/i))
  })

  test('of somebody else cannot be kept from them by adding it first (R48)', async () => {
    const squatter = await person()
    const victim = newEmail()
    const { id } = (await addEmail(squatter.browser, victim)).response
    await squatter.browser.post(`/me/email_addresses/${id}/prepare_verification`, { strategy: 'email_code' })
    const code = await mailedCode(squatter.browser, victim)
    app.clock.advance(60_000)
    await signUp(app, instance, victim)
    const late = await squatter.browser.post(`/me/email_addresses/${id}/attempt_verification`, { code })
    expect(late.code).toBe('form_identifier_exists')
    const owner = visitor()
    await startSignIn(owner, victim)
    expect((await me(owner)).response.email_addresses).toHaveLength(1)
  })

  test('is given up to the tenth; the last verified one stays', async () => {
    const { browser } = await person()
    for (let i = 0; i < 9; i++) expect((await addEmail(browser, newEmail())).status).toBe(200)
    expect((await addEmail(browser, newEmail())).code).toBe('too_many_items')
    const own = (await me(browser)).response.primary_email_address_id
    expect((await browser.delete(`/me/email_addresses/${own}`)).code).toBe('email_address_required')
  })

  test('can become the primary one; removing the primary one falls back to another (R72)', async () => {
    const someone = await person()
    const { browser } = someone
    const first = (await me(browser)).response.primary_email_address_id
    const { id } = await addVerified(someone)
    const changed = await browser.patch<UserView>('/me', { primary_email_address_id: id })
    expect(changed.response.primary_email_address_id).toBe(id)
    expect((await browser.delete(`/me/email_addresses/${id}`)).status).toBe(200)
    expect((await me(browser)).response.primary_email_address_id).toBe(first)
    expect(await subjects(browser, someone.email)).toContainEqual(expect.stringMatching(/address removed/i))
  })

  test('removed takes the codes sent to it along (R61, R72)', async () => {
    const someone = await person()
    const { id, email } = await addVerified(someone)
    app.clock.advance(1000)
    const browser = visitor()
    const begun = await browser.post<{ id: string }>('/client/sign_ins', { identifier: email, strategy: 'email_code' })
    const code = await mailedCode(browser, email)
    await someone.browser.delete(`/me/email_addresses/${id}`)
    const path = `/client/sign_ins/${begun.response.id}/attempt_first_factor`
    expect((await browser.post(path, { strategy: 'email_code', code })).code).toBe('attempt_expired')
  })

  test('is checked and wanted once', async () => {
    const { browser, email } = await person()
    expect((await addEmail(browser, 'nonsense')).code).toBe('form_param_format_invalid')
    expect((await addEmail(browser, email.toUpperCase())).code).toBe('form_identifier_exists')
    const own = (await me(browser)).response.primary_email_address_id
    const path = `/me/email_addresses/${own}`
    expect((await browser.post(`${path}/prepare_verification`)).code).toBe('verification_already_verified')
    expect((await browser.post(`${path}/attempt_verification`, { code: '123456' })).code).toBe(
      'verification_already_verified',
    )
    expect((await browser.get<EmailAddressView>(path)).response.email_address).toBe(email)
  })

  test('with a code given fifty times at once is verified once (R6, R14)', async () => {
    const { browser } = await person()
    const email = newEmail()
    const { id } = (await addEmail(browser, email)).response
    await browser.post(`/me/email_addresses/${id}/prepare_verification`)
    expect((await browser.get<EmailAddressView>(`/me/email_addresses/${id}`)).response.verification?.status).toBe(
      'unverified',
    )
    const code = await mailedCode(browser, email)
    const path = `/me/email_addresses/${id}/attempt_verification`
    const answers = await Promise.all(Array.from({ length: 50 }, () => browser.copy().post(path, { code })))
    expect(distinct(answers)).toBe(1)
  })

  test('of another user is as unknown as one that never was (R66)', async () => {
    const victim = await person()
    const id = (await me(victim.browser)).response.primary_email_address_id
    const { browser } = await person()
    const calls = (target: string | null): Promise<Answer<unknown>>[] => [
      browser.get(`/me/email_addresses/${target}`),
      browser.delete(`/me/email_addresses/${target}`),
      browser.post(`/me/email_addresses/${target}/prepare_verification`),
      browser.post(`/me/email_addresses/${target}/attempt_verification`, { code: '123456' }),
      browser.patch('/me', { primary_email_address_id: target ?? '' }),
    ]
    const strip = (answers: Answer<unknown>[]) => answers.map(({ status, errors }) => ({ status, errors }))
    const foreign = strip(await Promise.all(calls(id)))
    expect(foreign).toEqual(strip(await Promise.all(calls('idn_00000000000000000000000000'))))
    for (const { status } of foreign) expect(status).toBe(404)
  })
})

test('deleting the account takes everything along: no session, no sign-in, the address free again (R61)', async () => {
  const { browser, email, secret } = await enrolled()
  const other = visitor()
  const halfway = visitor()
  await second(other, (await startSignIn(other, email)).response.id, 'totp', codeOf(secret, app.clock.now()))
  const begun = await startSignIn(halfway, email)
  app.clock.advance(30_000)
  const { id } = (await me(browser)).response
  expect((await browser.delete<{ deleted: boolean }>('/me')).response.deleted).toBe(true)
  expect((await me(browser)).status).toBe(401)
  expect((await me(other)).status).toBe(401)
  const late = await second(halfway, begun.response.id, 'totp', codeOf(secret, app.clock.now()))
  expect(late.status).toBeGreaterThanOrEqual(400)
  expect((await startSignIn(visitor(), email)).code).toBe('form_password_or_identifier_incorrect')
  for (const table of ['sessions', 'totp_factors', 'backup_codes', 'email_addresses', 'verifications'] as const)
    expect(await app.context.db.selectFrom(table).selectAll().where('user_id', '=', id).execute()).toEqual([])
  const again = await signUp(app, instance, email)
  expect((await me(again)).response.id).not.toBe(id)
})
