import type { Settings } from '@countersign/contract'
import { defaultSettings } from '@countersign/contract/settings'
import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createApp } from '../../src/app.ts'
import { backendRoutes } from '../../src/backend-api/routes.ts'
import { type State, states } from '../../src/cli/paths/people.ts'
import {
  type Build,
  fromThisMachine,
  openScratch,
  quickHasher,
  type Scratch,
  walkable,
} from '../../src/cli/paths/scratch.ts'
import { type Walked, walkPaths } from '../../src/cli/paths/walk.ts'
import { ways } from '../../src/cli/paths/ways/index.ts'
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
import { all, everyTwo } from './combinations.ts'

const gapsIn = (found: Walked[]) => found.filter(({ verdict }) => verdict === 'gap')
const allOn = {
  ...defaultSettings.multi_factor,
  totp: true,
  phone_code: true,
  backup_code: true,
  passkey: true,
  required: false,
}
const switches = [
  ...(['totp', 'phone_code', 'passkey', 'backup_code', 'voluntary', 'trusted_devices', 'by_password'] as const),
  ...(['by_mail', 'by_sms', 'by_key', 'new_browsers', 'enumeration', 'single', 'username', 'production'] as const),
]
type Row = Record<(typeof switches)[number], boolean>

type Kind = 'totp' | 'phone_code' | 'passkey'
const kindOf = { app: 'totp', phone: 'phone_code', passkey: 'passkey', 'app and backup codes': 'totp' } as const
const turns: readonly State[] = ['app', 'phone', 'passkey', 'app and backup codes', 'phone', 'app']

/** Ways that nobody gets through, whatever the settings. */
const closed = [
  'passkey that asks nobody',
  'refresh token after signing out',
  'nonce of a handshake, again',
  'passkey without a key',
  'second step alone',
  'undo',
  'sign-up under a taken address',
]

/** What a row wants, as near as the settings allow. */
function settingsOf(row: Row): Settings {
  const { totp, phone_code, passkey, by_mail, by_sms } = row
  const by_password = row.by_password || !(by_mail || by_sms)
  const isOnlyBySms = !by_password && !by_mail
  return walkable({
    ...defaultSettings,
    device_trust: !row.new_browsers,
    trusted_devices: { enabled: row.trusted_devices, days: 1 },
    enumeration_protection: row.enumeration,
    sessions: { ...defaultSettings.sessions, single: row.single },
    multi_factor: {
      ...defaultSettings.multi_factor,
      totp,
      phone_code,
      passkey,
      backup_code: row.backup_code && (totp || phone_code || passkey),
      required: !row.voluntary && (totp || passkey || (phone_code && !isOnlyBySms)),
    },
    first_factors: { password: by_password, email_code: by_mail, phone_code: by_sms, passkey: row.by_key },
    identifiers: {
      ...defaultSettings.identifiers,
      username: row.username ? 'optional' : 'off',
      phone_number: isOnlyBySms ? 'required' : 'optional',
    },
  })
}

let app: TestApp
beforeAll(async () => {
  app = await startTestApp({}, { trustedProxies: fromThisMachine() })
  app.context.hasher = quickHasher
})
afterAll(() => app.close())

describe('on the engine under test', () => {
  const scratches = new Map<string, Scratch>()
  beforeAll(async () => {
    for (const environment of ['development', 'production'] as const) {
      scratches.set(environment, {
        context: app.context,
        app: createApp(app.context),
        made: await app.create({ slug: environment, environment }, walkable(defaultSettings)),
        pass: (milliseconds) => app.clock.advance(milliseconds),
        close: async () => {},
      })
    }
  })

  async function configured(environment: string, settings: Settings): Promise<Scratch> {
    const scratch = scratches.get(environment) as Scratch
    const scope = { context: app.context, instance: scratch.made.instance, now: app.clock.now() }
    return {
      ...scratch,
      made: { ...scratch.made, instance: { ...scratch.made.instance, settings: await patchSettings(scope, settings) } },
    }
  }

  test('every way in, in every state of the second step and under every pair of settings, gives nobody a credential who owes a proof (R51, R52, S5)', async () => {
    const walked = async (row: Row, only?: (path: string, state: State) => boolean) =>
      walkPaths(await configured(row.production ? 'production' : 'development', settingsOf(row)), only)
    const whole = await walked(all(switches, true))
    const strict = { ...all(switches, false), totp: true }
    const found = await walked(strict, (_, state) => state === 'none' || state === 'backup codes')
    // Each way takes the six rows with somebody else in each, who has a second factor that is switched on.
    for (const [index, row] of everyTwo(switches).entries())
      for (const [state, kind] of Object.entries(kindOf) as [State, Kind][])
        found.push(
          ...(await walked({ ...row, [kind]: true }, (path, other) => {
            if (ways[path]?.shows === 'a new account') return state === 'app'
            const turn = (index + Object.keys(ways).indexOf(path)) % 6
            return other === state && turns[turn] === state
          })),
        )
    expect(gapsIn([...found, ...whole])).toEqual([])
    // What opens for nobody proves nothing: each way but these lets somebody in where nothing else is demanded.
    expect(
      whole.filter(({ state, without }) => state === 'none' && without === 'none').map(({ path }) => path),
    ).toEqual(closed)
    // Nor does a walk that a limit of the server stopped: with the code of an app, everybody comes in who may give one.
    const stopped = whole.filter((each) => each.state === 'app' && each.with !== null && each.with !== 'token')
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
      const opened = await transact(scope.context.db, (trx) =>
        openSession(trx, scope, sealFinished({ ...evidence, ...proofs })),
      )
      scope.cookie.clientToken = opened.clientToken
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
