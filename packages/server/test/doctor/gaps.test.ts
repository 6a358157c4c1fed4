import { defaultSettings } from '@countersign/contract/settings'
import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createApp } from '../../src/app.ts'
import { backendRoutes } from '../../src/backend-api/routes.ts'
import { states } from '../../src/cli/paths/people.ts'
import { type Build, openScratch } from '../../src/cli/paths/scratch.ts'
import { walkPaths } from '../../src/cli/paths/walk.ts'
import type { Context } from '../../src/context.ts'
import { dashboardRoutes } from '../../src/dashboard-api/routes.ts'
import { loadSignIn } from '../../src/flows/sign-in/sign-in.load.ts'
import { frontendRoutes } from '../../src/frontend-api/routes.ts'
import type { Call, Route } from '../../src/http/route.ts'
import type { Scope } from '../../src/http/scope.ts'
import { sealFinished } from '../../src/sessions/finished.ts'
import { openSession } from '../../src/sessions/open.ts'
import { mayProve } from '../../src/sessions/renewal.ts'
import { startTestApp, type TestApp } from '../support/app.ts'
import { gapsIn } from './configured.ts'

/** A scratch copy has an engine of its own: once is enough. */
let app: TestApp
beforeAll(async () => {
  app = await startTestApp()
})
afterAll(() => app.close())

const allOn = {
  ...defaultSettings.multi_factor,
  totp: true,
  phone_code: true,
  backup_code: true,
  passkey: true,
  required: false,
}
/** The routes with one of them answered differently. */
const patched =
  (path: string, answer: (call: Call<unknown, Scope>, row: Route) => Promise<unknown>) => (context: Context) => {
    const frontend = frontendRoutes.map((row) =>
      row.method === 'POST' && row.path === path
        ? { ...row, handle: (call: Call<unknown, Scope>) => answer(call, row) }
        : row,
    )
    if (frontend.every((row, index) => row === frontendRoutes[index])) throw new Error(`there is no ${path}`)
    return createApp(context, { frontend, backend: backendRoutes, dashboard: dashboardRoutes })
  }

const owed = ['app', 'phone', 'passkey', 'app and backup codes']
const begun = ['password', 'password in two steps', 'sign-up']

async function examined(build: Build, required = false, some = begun): Promise<string[]> {
  const instance = {
    environment: 'development',
    slug: 'acme',
    settings: { ...defaultSettings, multi_factor: { ...allOn, required }, trusted_devices: { enabled: true, days: 1 } },
    application: { id: 'app', name: 'Acme', kind: 'customer' },
  } as const
  const scratch = await openScratch(app.context, instance, build)
  const found = await walkPaths(scratch, (path) => some.includes(path))
  await scratch.close()
  return gapsIn(found).map(({ path, state, without, why }) => `${path}, ${state}: ${without}, ${why}`)
}

describe('a gap that is opened on purpose is found:', () => {
  test('a route that opens the door after the first proof (R52)', async () => {
    const forgetful = patched('/client/sign_ins/:id/attempt_first_factor', async (call, row) => {
      await row.handle(call)
      const { scope, params } = call
      const { row: attempt, user } = await loadSignIn(scope.context.db, scope, String(params['id']))
      if (!user || attempt.session_id !== null) return row.handle(call).catch(() => null)
      const evidence = { userId: user.user.id, epoch: user.user.epoch, clientId: attempt.client_id }
      const proofs = { firstStrategy: 'password', firstAt: scope.now, secondStrategy: null, secondAt: null }
      await mayProve(scope, (trx) => openSession(trx, scope, sealFinished({ ...evidence, ...proofs })))
      return null
    })
    expect(await examined({ app: forgetful })).toEqual(
      owed.map((state) => `password in two steps, ${state}: token, the policy demands a second proof`),
    )
  })

  test('a storage that forgets who has an authenticator app (R52)', async () => {
    const forget = `create trigger forgets after insert on totp_factors begin
      update totp_factors set confirmed_at = null, expires_at = 1 where id = new.id; end`
    const found = await examined({ prepare: async ({ db }) => void (await sql.raw(forget).execute(db)) })
    expect(found).toEqual(
      ['password', 'password in two steps'].flatMap((path) =>
        ['app', 'app and backup codes'].map((state) => `${path}, ${state}: token, the policy demands a second proof`),
      ),
    )
  })

  test('a token for a session that still owes its second factor (R57)', async () => {
    const lenient = patched('/client/sessions/:session_id/tokens', ({ scope, ...call }, row) => {
      const { settings } = scope.instance
      const lax = { ...settings, multi_factor: { ...settings.multi_factor, required: false } }
      return row.handle({ ...call, scope: { ...scope, instance: { ...scope.instance, settings: lax } } })
    })
    const found = await examined({ app: lenient }, true)
    expect(found).toContain('sign-up, none: token, the policy demands setting one up')
    expect(found).toContain('password, none: token, the policy demands setting one up')
    expect(found).toContain('password, backup codes: token, the policy demands setting one up')
  })

  test('a storage that lets nothing end: neither trust nor a session (R91, R97)', async () => {
    const stay = [
      'create trigger stays before delete on trusted_devices begin select raise(ignore); end',
      `create trigger follows after update of epoch on users begin
        update trusted_devices set epoch = new.epoch where user_id = new.id; end`,
      `create trigger lives after update of status on sessions begin
        update sessions set status = old.status, ended_at = null where id = new.id; end`,
    ]
    const [trust, token] = ['trust that a change has ended', 'refresh token after signing out'] as const
    const prepare = async ({ db }: Context) => {
      for (const one of stay) await sql.raw(one).execute(db)
    }
    expect(await examined({ prepare }, false, ['trusted browser', 'refresh token', trust, token])).toEqual([
      ...owed.map((state) => `${trust}, ${state}: token, the policy demands a second proof`),
      ...states.map((state) => `${token}, ${state}: token, the policy demands signing in anew`),
    ])
  })
})
