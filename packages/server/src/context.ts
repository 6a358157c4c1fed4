import type { Logger } from 'pino'
import type { Config } from './config.ts'
import type { Database, Db } from './db/open.ts'
import type { Scope } from './http/scope.ts'
import type { Clock } from './lib/clock.ts'
import type { Keyring } from './lib/keyring.ts'
import type { Network } from './lib/network.ts'
import type { Hasher } from './lib/password-hash.ts'
import type { Random } from './lib/random.ts'
import type { MailMessage, Sender, SmsMessage } from './transports/transport.ts'

/** What the process is made of. Clock, randomness and storage come in here, so a test can bring its own. */
export interface Context {
  config: Config
  database: Database
  db: Db
  clock: Clock
  random: Random
  keyring: Keyring
  hasher: Hasher
  log: Logger
  /** Transports in the order they are tried; none where messages stay in the inbox. */
  senders: { sms: Sender<SmsMessage>[]; email: Sender<MailMessage>[] }
  /** Told that a message was queued, perhaps before its transaction has ended. */
  onQueued(): void
  /** Where names lead, for addresses that operators enter. */
  network: Network
  /** What things look like to the app's own server; events of webhooks carry it. */
  views: EventViews
}

/** The views stand in a layer above those who write events. */
export interface EventViews {
  /** Null when there is no such user. */
  user(scope: Scope, id: string): Promise<object | null>
  session(scope: Scope, id: string): Promise<{ status: string } | null>
}
