import { BlockList } from 'node:net'
import type { SettingsPatch } from '@countersign/contract'
import { defaultSettings } from '@countersign/contract/settings'
import { createApp } from '../../src/app.ts'
import { eventViews } from '../../src/backend-api/event-views.ts'
import type { Config } from '../../src/config.ts'
import type { Context } from '../../src/context.ts'
import { loadKeyring } from '../../src/db/keys.ts'
import type { DatabaseHooks } from '../../src/db/open.ts'
import { type CreatedInstance, createInstance, type InstanceWish } from '../../src/instances/create.ts'
import { merge } from '../../src/instances/merge.ts'
import { systemNetwork } from '../../src/lib/network.ts'
import { createHasher } from '../../src/lib/password-hash.ts'
import { systemRandom } from '../../src/lib/random.ts'
import { createLogger } from '../../src/logger.ts'
import { checked } from './api-description/checked.ts'
import { openTestDatabase, type TestDatabase } from './database.ts'
import { sparedKeyPairs } from './key-pairs.ts'

export interface TestApp {
  app: ReturnType<typeof createApp>
  context: Context
  database: TestDatabase
  /** Time stands still until a test moves it. */
  clock: { now(): number; advance(milliseconds: number): void }
  logged: string[]
  create(wish?: Partial<InstanceWish>, settings?: SettingsPatch): Promise<CreatedInstance>
  close(): Promise<void>
}

/** The whole server without a port, on a fresh database of the engine under test. */
export async function startTestApp(hooks: DatabaseHooks = {}, changes: Partial<Config> = {}): Promise<TestApp> {
  const database = await openTestDatabase(hooks)
  let now = Date.UTC(2026, 10, 24, 12, 0, 0)
  const clock = {
    now: () => now,
    advance: (milliseconds: number) => {
      now += milliseconds
    },
  }
  const logged: string[] = []
  const keyring = await loadKeyring(database.db, changes.masterKeys ?? [systemRandom.bytes(32)], systemRandom)
  const context: Context = {
    config: { ...testConfig(database), ...changes },
    database,
    db: database.db,
    clock,
    random: { ...systemRandom, rsaKeyPair: sparedKeyPairs() },
    keyring,
    hasher: createHasher(keyring, { work: littleWork }),
    senders: { sms: [], email: [] },
    onQueued: () => {},
    network: systemNetwork,
    views: eventViews,
    log: createLogger({ logLevel: 'debug' }, { write: (line: string) => logged.push(line) }),
  }
  const app = checked(createApp(context))
  return {
    app,
    context,
    database,
    clock,
    logged,
    create: (wish = {}, settings = {}) =>
      createInstance(context, {
        name: 'Acme',
        environment: 'development',
        ...wish,
        settings: merge(defaultSettings, settings) as typeof defaultSettings,
      }),
    close: () => database.close(),
  }
}

/** Most scenarios ask whether a password is right, not what a guess costs: hashing in full was a third of their time. */
const littleWork = { memoryCost: 64, timeCost: 1 }

/** For the scenarios that do: the hashes of a real server. */
export function hashInFull({ context }: TestApp): void {
  context.hasher = createHasher(context.keyring)
}

function testConfig(database: TestDatabase): Config {
  return {
    port: 4100,
    host: '127.0.0.1',
    url: 'http://localhost:4100',
    dataDir: '',
    database: database.options.kind === 'sqlite' ? database.options : { kind: 'postgres', url: database.options.url },
    sms: [{ kind: 'inbox' }],
    mail: { kind: 'inbox' },
    mailFrom: { name: 'Countersign', address: 'countersign@localhost' },
    trustedProxies: new BlockList(),
    devLatencyMs: 0,
    logLevel: 'debug',
  }
}

/** Both factors of this slice switched on. */
export const mfaOn = { multi_factor: { totp: true, backup_code: true } } satisfies SettingsPatch
