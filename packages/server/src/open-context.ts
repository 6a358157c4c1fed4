import { eventViews } from './backend-api/event-views.ts'
import type { Config } from './config.ts'
import type { Context } from './context.ts'
import { markFiles, refuseWentBack, requireMarkFile } from './db/high-water.ts'
import { isFresh, loadKeyring } from './db/keys.ts'
import { admitMasterKeys } from './db/master-keys.ts'
import { migrate } from './db/migrate.ts'
import { type Database, openDatabase } from './db/open.ts'
import { type Clock, systemClock } from './lib/clock.ts'
import { readOrCreateMasterKey } from './lib/master-key-file.ts'
import { parseMasterKeys } from './lib/master-keys.ts'
import { type Network, systemNetwork } from './lib/network.ts'
import { createHasher } from './lib/password-hash.ts'
import { type Random, systemRandom } from './lib/random.ts'
import { createLogger } from './logger.ts'
import { takeLinkReceipt } from './messages/receipts/take-link-receipt.ts'
import { openMailSender, openSmsSenders } from './transports/open.ts'
import type { Receipt } from './transports/transport.ts'
import { sealEndpointUrls } from './webhooks/seal-urls.ts'

/** Opens the database, brings it up to date and puts together what every request and command works with. */
export async function openContext(
  config: Config,
  outside: { clock?: Clock; random?: Random; network?: Network; isRestored?: boolean } = {},
): Promise<Context> {
  const { clock = systemClock, random = systemRandom, network = systemNetwork, isRestored = false } = outside
  const database = await openDatabase(config.database)
  try {
    await migrate(database)
    requireMarkFile(config)
    if (!isRestored) await refuseWentBack(database.db, markFiles(config))
    const keyring = await loadKeyring(database.db, await masterKeys(config, database, random), random, clock.now())
    await admitMasterKeys(database.db, keyring, clock.now())
    await sealEndpointUrls({ db: database.db, keyring })
    const context: Context = {
      config,
      database,
      db: database.db,
      clock,
      random,
      keyring,
      hasher: createHasher(keyring),
      senders: { sms: [], email: [] },
      onQueued: () => {},
      network,
      views: eventViews,
      log: createLogger(config),
    }
    context.senders = await openSenders(context)
    return context
  } catch (error) {
    await database.close()
    throw error
  }
}

/** From the environment, else the embedded database's own file, which only a database without sealed values may make anew. */
async function masterKeys(config: Config, database: Database, random: Random): Promise<Buffer[]> {
  if (config.masterKeys) return config.masterKeys
  return parseMasterKeys(readOrCreateMasterKey(config.dataDir, random, await isFresh(database.db)))
}

async function openSenders(context: Context): Promise<Context['senders']> {
  const { sms, mail, mailFrom } = context.config
  const email = await openMailSender(mail, mailFrom)
  const onReceipt = (receipt: Receipt) => takeLinkReceipt(context, receipt)
  return { sms: await openSmsSenders(sms, { onReceipt }), email: email ? [email] : [] }
}
