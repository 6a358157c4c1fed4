import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { makeAdministratorLink } from '../../src/administrators/link.ts'
import { openRoutes } from '../../src/administrators/open-routes.ts'
import { createApp } from '../../src/app.ts'
import { record } from '../../src/audit/audit.ts'
import { dashboardRoutes } from '../../src/dashboard-api/routes.ts'
import { administrators } from '../../src/db/migrations/0038-administrators.ts'
import { transact } from '../../src/db/transact.ts'
import { frontendRoutes } from '../../src/frontend-api/routes.ts'
import type { Route } from '../../src/http/route.ts'
import { makeFirstInstances } from '../../src/instances/bootstrap.ts'
import { createInstance } from '../../src/instances/create.ts'
import { newUser } from '../../src/users/new-user.ts'
import { insertUser } from '../../src/users/users.store.ts'
import { startTestApp, type TestApp } from '../support/app.ts'
import { backend, enrol, password, signUp } from '../support/browser.ts'
import { Operator } from '../support/operator.ts'

let app: TestApp
let place: { instance: Awaited<ReturnType<typeof makeFirstInstances>>['dashboard']; secretKey: string }

beforeAll(async () => {
  app = await startTestApp()
  place = { instance: (await makeFirstInstances(app.context)).dashboard, secretKey: '' }
})
afterAll(() => app.close())

/** An account on the dashboard's instance with a password, as strangers could once sign up. */
async function stranger(username: string): Promise<Operator> {
  const { context, clock } = app
  const scope = { context, now: clock.now(), instance: place.instance }
  const user = newUser(scope, { username, username_key: username, password_hash: await context.hasher.hash(password) })
  await transact(context.db, (trx) => insertUser(trx, user))
  return new Operator(app, place)
}

const signInWith = (browser: Operator, identifier: string) =>
  browser.post('/client/sign_ins', { identifier, password, strategy: 'password' })

describe('the dashboard’s instance has no public way in', () => {
  test('refuses every step of a sign-up, by host name and by path', async () => {
    const browser = new Operator(app, place)
    const fields = { username: 'mallory', password }
    expect((await browser.post('/client/sign_ups', fields)).code).toBe('administrator_route_closed')
    const byPath = await app.app.request('http://localhost:4100/i/dashboard/v1/client/sign_ups', {
      method: 'POST',
      headers: { origin: 'http://localhost:4100', 'content-type': 'application/x-www-form-urlencoded' },
      body: new URLSearchParams(fields).toString(),
    })
    expect(byPath.status).toBe(403)
    const accounts = await app.context.db.selectFrom('users').select('id').where('username', '=', 'mallory').execute()
    expect(accounts).toEqual([])
  })

  test('serves no sign-up and no recovery page', async () => {
    for (const path of ['/sign-up', '/sign-up/verify', '/recovery']) {
      const answer = await app.app.request(`http://localhost:4100/i/dashboard${path}`)
      expect([path, answer.status]).toEqual([path, 404])
    }
    // A page that exists is served, or says that it was not built yet.
    const signIn = await app.app.request('http://localhost:4100/i/dashboard/sign-in')
    expect([200, 503]).toContain(signIn.status)
  })

  test('offers and accepts no code by email or SMS as a first factor, and no password reset', async () => {
    const browser = await stranger('reset-me')
    const begun = await browser.post<{ id: string; supported_first_factors: { strategy: string }[] }>(
      '/client/sign_ins',
      {
        identifier: 'reset-me',
      },
    )
    expect(begun.response.supported_first_factors.map(({ strategy }) => strategy)).toEqual(['password'])
    for (const strategy of ['reset_password_email_code', 'email_code', 'reset_password_phone_code', 'phone_code']) {
      const prepared = await browser.post(`/client/sign_ins/${begun.response.id}/prepare_first_factor`, { strategy })
      expect([strategy, prepared.code]).toEqual([strategy, 'strategy_for_user_invalid'])
      const started = await browser.post('/client/sign_ins', { identifier: 'reset-me', strategy })
      expect([strategy, started.code]).toEqual([strategy, 'strategy_for_user_invalid'])
    }
    for (const step of ['reset_password', 'prepare_recovery', 'attempt_recovery'])
      expect((await browser.post(`/client/sign_ins/${begun.response.id}/${step}`)).code).toBe(
        'administrator_route_closed',
      )
  })

  test('takes no API key, not even one that its own instance was created with', async () => {
    const other = await startTestApp()
    const own = await createInstance(other.context, {
      name: 'D',
      slug: 'd',
      kind: 'dashboard',
      environment: 'production',
      settings: place.instance.settings,
    })
    for (const [method, path] of [
      ['GET', '/users'],
      ['POST', '/users'],
      ['POST', '/sign_in_tokens'],
      ['PATCH', '/instance/settings'],
    ] as const)
      expect((await backend(other, own)(method, path, method === 'GET' ? undefined : {})).code).toBe(
        'clerk_key_invalid',
      )
    await other.close()
  })

  test('refuses settings that would open it', async () => {
    const settings = {
      ...place.instance.settings,
      first_factors: { ...place.instance.settings.first_factors, email_code: true },
    }
    const wish = { name: 'E', slug: 'e', kind: 'dashboard', environment: 'production', settings } as const
    await expect(createInstance(app.context, wish)).rejects.toMatchObject({ code: 'settings_invalid' })
  })
})

describe('being an administrator is a record, not an account', () => {
  test('refuses to open a session for an account without a record, even with a correct password', async () => {
    const browser = await stranger('mallory')
    expect((await signInWith(browser, 'mallory')).code).toBe('administrator_required')
    expect((await browser.ask('GET', '/applications')).status).toBe(401)
  })

  test('refuses an account without a record in an existing session, with a second factor and a fresh proof', async () => {
    const browser = await stranger('trudy')
    // The record is there while the account signs in and enrolls, and gone afterwards: as if the check stood at the session alone.
    const { id } = await app.context.db
      .selectFrom('users')
      .select('id')
      .where('username', '=', 'trudy')
      .executeTakeFirstOrThrow()
    await app.context.db
      .insertInto('administrators')
      .values({ user_id: id, added_at: 0, added_by: 'machine', removed_at: null, removed_by: null })
      .execute()
    await signInWith(browser, 'trudy')
    await enrol(browser)
    expect((await browser.ask('GET', '/applications')).status).toBe(200)
    await app.context.db.deleteFrom('administrators').where('user_id', '=', id).execute()
    expect((await browser.ask('GET', '/applications')).code).toBe('administrator_required')
    expect((await browser.ask('POST', '/administrators', { name: 'friend' })).code).toBe('administrator_required')
    expect((await browser.get('/me')).code).toBe('administrator_required')
  })

  test('refuses users of another instance', async () => {
    const acme = await app.create({ name: 'Other' })
    const user = await signUp(app, acme, 'user@example.com')
    const asked = await app.app.request('http://localhost:4100/dashboard/api/applications', {
      headers: { cookie: [...user.cookies].map(([name, value]) => `${name}=${value}`).join('; ') },
    })
    expect(asked.status).toBe(401)
  })

  test('refuses an impersonated session of an administrator', async () => {
    const { url } = await makeAdministratorLink(app.context, place.instance, {
      username: 'impersonated',
      key: 'impersonated',
    })
    const browser = new Operator(app, place)
    await browser.post('/client/sign_ins', { strategy: 'ticket', ticket: new URL(url).hash.slice('#ticket='.length) })
    await enrol(browser)
    expect((await browser.ask('GET', '/applications')).status).toBe(200)
    const actor = JSON.stringify({ sub: 'user_support' })
    await app.context.db.updateTable('sessions').set({ actor }).where('instance_id', '=', place.instance.id).execute()
    expect((await browser.ask('GET', '/applications')).code).toBe('impersonation_not_allowed')
  })

  test('refuses a user where a route for administrators stands in the table of another API', async () => {
    const acme = await app.create({ name: 'Misplaced' })
    const user = await signUp(app, acme, 'misplaced@example.com')
    const own = frontendRoutes.filter(({ path }) => path !== '/me')
    const misplaced = { ...dashboardRoutes[0], path: '/me', who: 'operator' } as Route
    const served = createApp(app.context, { frontend: [...own, misplaced], backend: [], dashboard: [] })
    const answer = await served.request(`http://${acme.instance.host}/v1/me`, {
      headers: { cookie: [...user.cookies].map(([name, value]) => `${name}=${value}`).join('; ') },
    })
    expect([answer.status, ((await answer.json()) as { errors: { code: string }[] }).errors[0]?.code]).toEqual([
      403,
      'administrator_required',
    ])
  })

  test('never turns an existing account without a record into an administrator by a link for its name', async () => {
    await stranger('ada')
    const made = makeAdministratorLink(app.context, place.instance, { username: 'ada', key: 'ada' })
    await expect(made).rejects.toMatchObject({ code: 'administrator_unrecorded' })
  })
})

test('every route that the dashboard’s instance answers exists', () => {
  const known = new Set(frontendRoutes.map(({ method, path }) => `${method} ${path}`))
  expect([...openRoutes].filter((name) => !known.has(name))).toEqual([])
})

test('the upgrade makes administrators of accounts that a command on the server created, and of nobody else', async () => {
  const { db } = app.context
  const scope = { context: app.context, now: app.clock.now(), instance: place.instance }
  const made = (username: string) => newUser(scope, { username, username_key: username })
  const [machine, signedUp] = [made('by-machine'), made('by-sign-up')]
  await transact(db, async (trx) => {
    for (const user of [machine, signedUp]) await insertUser(trx, user)
    await record(trx, scope, 'user.created', { userId: machine.id, actorId: 'machine' })
    await record(trx, scope, 'sign_up.completed', { userId: signedUp.id })
    await record(trx, scope, 'operator_link.created', { userId: signedUp.id, actorId: 'machine' })
  })
  await transact(db, async (trx) => {
    await sql`drop table administrators`.execute(trx)
    await administrators.up(trx)
  })
  const rows = await db
    .selectFrom('administrators')
    .select('user_id')
    .where('user_id', 'in', [machine.id, signedUp.id])
    .execute()
  expect(rows).toEqual([{ user_id: machine.id }])
})
