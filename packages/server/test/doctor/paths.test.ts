import type { Settings } from '@countersign/contract'
import { defaultSettings } from '@countersign/contract/settings'
import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createApp } from '../../src/app.ts'
import { backendRoutes } from '../../src/backend-api/routes.ts'
import {
  type Build,
  fromThisMachine,
  openScratch,
  quickHasher,
  type Scratch,
  walkable,
} from '../../src/cli/paths/scratch.ts'
import { type Walked, walkPaths } from '../../src/cli/paths/walk.ts'
import type { Context } from '../../src/context.ts'
import { dashboardRoutes } from '../../src/dashboard-api/routes.ts'
import { transact } from '../../src/db/transact.ts'
import { loadSignIn } from '../../src/flows/sign-in/sign-in.load.ts'
import { frontendRoutes } from '../../src/frontend-api/routes.ts'
import type { Call, Route } from '../../src/http/route.ts'
import type { Scope } from '../../src/http/scope.ts'
import { patchSettings } from '../../src/instances/settings.ts'
import { sealFinished } from '../../src/sessions/finished.ts'
import { openSession } from '../../src/sessions/open.ts'
import { startTestApp, type TestApp } from '../support/app.ts'
import { everyPair } from './pairs.ts'

const gapsIn = (found: Walked[]) => found.filter(({ verdict }) => verdict === 'gap')
const allOn = {
  ...defaultSettings.multi_factor,
  totp: true,
  phone_code: true,
  backup_code: true,
  passkey: true,
  required: false,
}
const rows = everyPair(['totp', 'phone_code', 'passkey', 'required', 'device_trust', 'by_phone', 'production'] as const)
const settingsOf = ({ totp, phone_code, passkey, required, device_trust, by_phone }: (typeof rows)[number]) =>
  walkable({
    ...defaultSettings,
    device_trust,
    // A second factor can only be required where there is one.
    multi_factor: {
      ...defaultSettings.multi_factor,
      totp,
      phone_code,
      passkey,
      backup_code: totp,
      required: required && (totp || phone_code || passkey),
    },
    first_factors: { ...defaultSettings.first_factors, phone_code: by_phone, passkey: by_phone },
  })

describe('on the engine under test', () => {
  let app: TestApp
  const scratches = new Map<string, Scratch>()
  beforeAll(async () => {
    app = await startTestApp({}, { trustedProxies: fromThisMachine() })
    app.context.hasher = quickHasher
    for (const environment of ['development', 'production'] as const) {
      scratches.set(environment, {
        context: app.context,
        app: createApp(app.context),
        made: await app.create({ slug: environment, environment }, walkable(defaultSettings)),
        nextDay: () => app.clock.advance(86_400_000),
        close: async () => {},
      })
    }
  })
  afterAll(() => app.close())

  async function configured(environment: string, settings: Settings): Promise<Scratch> {
    const scratch = scratches.get(environment) as Scratch
    const scope = { context: app.context, instance: scratch.made.instance, now: app.clock.now() }
    return {
      ...scratch,
      made: { ...scratch.made, instance: { ...scratch.made.instance, settings: await patchSettings(scope, settings) } },
    }
  }

  test('every way in, in every state of the second step, under every pair of settings, gives nobody a credential who owes a proof (R51, R52, S5)', async () => {
    const found: Walked[] = []
    const whole = {
      totp: true,
      phone_code: true,
      passkey: true,
      required: false,
      device_trust: false,
      by_phone: true,
      production: true,
    }
    const walked = async (row: typeof whole, only: () => boolean) => {
      const scratch = await configured(row.production ? 'production' : 'development', settingsOf(row))
      return walkPaths(scratch, scratch.made.instance.settings, only)
    }
    // All of it where everything is on; of the other rows a sixth each, always another.
    const allWalked = await walked(whole, () => true)
    found.push(...allWalked)
    for (const [index, row] of rows.entries()) {
      let turn = index
      found.push(...(await walked(row, () => turn++ % 6 === 0)))
    }
    expect(gapsIn(found)).toEqual([])
    // What opens for nobody proves nothing: each way but these lets somebody in where nothing else is demanded.
    const closed = ['passkey without a key', 'second step alone', 'undo', 'sign-up under a taken address']
    const open = new Set(found.filter(({ without }) => without !== 'none').map(({ path }) => path))
    for (const path of new Set(found.map((each) => each.path)))
      expect([path, open.has(path)]).toEqual([path, !closed.includes(path)])
    // Nor does a walk that a limit of the server stopped: where everything is on, the code of an app lets everybody in who may give one.
    const stopped = allWalked.filter((each) => each.state === 'app' && each.with !== null && each.with !== 'token')
    expect(stopped.map(({ path }) => path)).toEqual(['passkey without a key'])
  }, 120_000)
})

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

async function examined(build: Build, required = false): Promise<string[]> {
  const instance = {
    environment: 'development',
    slug: 'acme',
    settings: { ...defaultSettings, multi_factor: { ...allOn, required } },
    application: { id: 'app', name: 'Acme', kind: 'customer' },
  } as const
  const app = await startTestApp()
  const scratch = await openScratch(app.context, instance, build)
  const some = ['password', 'password in two steps', 'sign-up']
  const found = await walkPaths(scratch, scratch.made.instance.settings, (path) => some.includes(path))
  await scratch.close()
  await app.close()
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
      const opened = await transact(scope.context.db, (trx) =>
        openSession(trx, scope, sealFinished({ ...evidence, ...proofs })),
      )
      scope.cookie.clientToken = opened.clientToken
      return null
    })
    const states = ['app', 'phone', 'passkey', 'app and backup codes']
    expect(await examined({ app: forgetful })).toEqual(
      states.map((state) => `password in two steps, ${state}: token, the policy demands a second proof`),
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
})
