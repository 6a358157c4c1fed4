import type { Context } from '../../src/context.ts'
import { loadKeyring } from '../../src/db/keys.ts'
import { openDatabase } from '../../src/db/open.ts'
import { systemClock } from '../../src/lib/clock.ts'
import { systemRandom } from '../../src/lib/random.ts'
import { createLogger } from '../../src/logger.ts'
import { startWorker } from '../../src/messages/outbox/worker.ts'
import { openSmsSenders } from '../../src/transports/open.ts'
import { parseSmsTransports } from '../../src/transports/parse.ts'

// Sends what the outbox holds until it is killed.
const [, , , options = '{}', key = '', transport = ''] = process.argv
const database = await openDatabase(JSON.parse(options))
const keyring = await loadKeyring(database.db, [Buffer.from(key, 'base64')], systemRandom)
const context = {
  database,
  db: database.db,
  clock: systemClock,
  random: systemRandom,
  keyring,
  log: createLogger({ logLevel: 'silent' }),
  senders: { sms: await openSmsSenders(parseSmsTransports(transport)), email: [] },
} as Partial<Context> as Context
startWorker(context)
process.stdout.write('started\n')
setInterval(() => {}, 1000)
