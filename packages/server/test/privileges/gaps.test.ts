import { sql } from 'kysely'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openRoutes } from '../../src/administrators/open-routes.ts'
import { callers } from '../../src/cli/privileges/audiences.ts'
import { examinePrivileges } from '../../src/cli/privileges/examine.ts'
import { differences, tables, type Walked } from '../../src/cli/privileges/walk.ts'
import type { Context } from '../../src/context.ts'
import type { Route, Who } from '../../src/http/route.ts'
import { startTestApp, type TestApp } from '../support/app.ts'

/** A scratch server has an engine of its own: once is enough. */
let app: TestApp
beforeAll(async () => {
  app = await startTestApp()
})
afterAll(() => app.close())

const withWho = (routes: Route[], name: string, who: Who) =>
  routes.filter(({ method, path }) => `${method} ${path}` === name).map((route) => ({ ...route, who }))

test('a guard that is too weak is named with its route and every caller that gets through', async () => {
  const routes = {
    frontend: [
      ...withWho(tables.frontend, 'GET /me/authenticator_apps', 'pending'),
      ...withWho(tables.frontend, 'DELETE /me/totp', 'session').map((route) => ({
        ...route,
        impersonation: 'allowed' as const,
      })),
    ],
    backend: [],
    dashboard: withWho(tables.dashboard, 'GET /applications', 'anyone'),
  }
  const found = differences(await examinePrivileges(app.context, {}, routes))
  expect(found.toSorted()).toEqual(
    [
      'frontend DELETE /me/totp: reached for impersonated session',
      'frontend GET /me/authenticator_apps: reached for pending session',
      ...callers
        .filter((caller) => caller !== 'administrator')
        .map((caller) => `dashboard GET /applications: reached for ${caller}`),
    ].toSorted(),
  )
})

test('a server on which an account of the dashboard’s instance is enough is found: anyone could sign up there', async () => {
  const opened = ['POST /client/sign_ups', 'PATCH /client/sign_ups/:id']
  for (const name of opened) (openRoutes as Set<string>).add(name)
  try {
    const walked: Walked[] = await examinePrivileges(app.context, { prepare: recordEveryone })
    const reached = walked.filter((cell) => cell.isReached && cell.caller === 'account on the dashboard’s instance')
    expect(reached.filter(({ surface }) => surface === 'dashboard')).toHaveLength(tables.dashboard.length)
    expect(differences(walked).length).toBeGreaterThan(tables.dashboard.length)
  } finally {
    for (const name of opened) (openRoutes as Set<string>).delete(name)
  }
})

/** Being an administrator as it once was: every account of the dashboard's instance has a record. */
async function recordEveryone({ db }: Context): Promise<void> {
  await sql`create trigger everyone after insert on users begin
    insert or ignore into administrators (user_id, added_at, added_by) values (new.id, 0, 'machine'); end`.execute(db)
}
