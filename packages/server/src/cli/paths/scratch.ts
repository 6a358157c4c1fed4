import { mkdtempSync, rmSync } from 'node:fs'
import { BlockList } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Settings } from '@countersign/contract'
import { createApp } from '../../app.ts'
import type { Context } from '../../context.ts'
import { type CreatedInstance, createInstance } from '../../instances/create.ts'
import type { Instance } from '../../instances/instance.ts'
import { systemClock } from '../../lib/clock.ts'
import { hashToken } from '../../lib/hashing.ts'
import type { Hasher } from '../../lib/password-hash.ts'
import { systemRandom } from '../../lib/random.ts'
import { openContext } from '../../open-context.ts'

/** A server of its own, with nobody in it: what is walked through has users that were made for it, and sends to nobody. */
export interface Scratch {
  context: Context
  made: CreatedInstance
  app: Pick<ReturnType<typeof createApp>, 'request'>
  /** Time stands still but for this. */
  pass(milliseconds: number): void
  close(): Promise<void>
}

/** Everything that a test needs to open a gap on purpose: another app, or another storage, behind the same walk. */
export interface Build {
  app?: (context: Context) => Scratch['app']
  prepare?: (context: Context) => Promise<void>
}

/** A copy of the configuration, of the instance's settings and of nothing else, on a database that is deleted afterwards. */
export async function openScratch(
  { config }: Pick<Context, 'config'>,
  instance: Pick<Instance, 'environment' | 'slug' | 'settings' | 'application'>,
  build: Build = {},
): Promise<Scratch> {
  const directory = mkdtempSync(join(tmpdir(), 'countersign-doctor-'))
  let now = systemClock.now()
  const opened = await openContext(
    {
      ...config,
      url: 'http://localhost:4100',
      port: 4100,
      dataDir: directory,
      database: { kind: 'sqlite', directory },
      masterKeys: [systemRandom.bytes(32)],
      sms: [{ kind: 'inbox' }],
      mail: { kind: 'inbox' },
      trustedProxies: fromThisMachine(),
      logLevel: 'silent',
    },
    { clock: { now: () => now } },
  )
  const context = { ...opened, hasher: quickHasher, senders: { sms: [], email: [] } }
  const { environment, slug, application } = instance
  const settings = walkable(instance.settings)
  const made = await createInstance(context, { name: 'Scratch', environment, slug, settings, kind: application.kind })
  await build.prepare?.(context)
  return {
    context,
    made,
    app: build.app?.(context) ?? createApp(context),
    pass(milliseconds) {
      now += milliseconds
    },
    async close() {
      await context.database.close()
      rmSync(directory, { recursive: true, force: true })
    },
  }
}

/** Each visitor says where it comes from, as if a proxy stood before the copy. */
export function fromThisMachine(): BlockList {
  const proxies = new BlockList()
  proxies.addAddress('127.0.0.1')
  return proxies
}

/** Of the tokens for other services that are asked for. */
export const template = 'walked'

/** The numbers of the walk are German; whom an operator lets codes go to, and what their tokens say, is not what is looked at. */
export function walkable(settings: Settings): Settings {
  return {
    ...settings,
    sms: { ...settings.sms, countries: [...new Set([...settings.sms.countries, 'DE'])] },
    jwt_templates: [{ name: template, claims: {}, lifetime_seconds: 60 }],
  }
}

/** Passwords of users who never were need no protection, and a hundred real hashes would take a while. */
export const quickHasher: Hasher = {
  hash: async (password) => hashToken(password),
  verify: async (password, stored) => ({ isRight: hashToken(password) === stored, needsRehash: false }),
  burn: async () => {},
  enter: () => ({ hasher: quickHasher, leave() {} }),
}
