// What an attack finds when it begins: running servers, instances, sinks for mail and SMS.

import { makeDatabase } from './database.mjs'
import { closeConnections } from './http.mjs'
import { makeInstance, startServer } from './server.mjs'
import { startSinks } from './sinks.mjs'

/** All second factors on, and SMS to Germany. */
export const everyFactor = {
  multi_factor: { totp: true, phone_code: true, backup_code: true },
  first_factors: { password: true, email_code: true, phone_code: true },
  sms: { countries: ['DE'] },
  trusted_devices: { enabled: true },
}

/** Sets up servers for one engine. `postgres` is the URL of a PostgreSQL server, and undefined for SQLite. */
export async function openStage({ engine, postgres, isShort }) {
  const sinks = await startSinks()
  const closing = []
  let made = 0

  /** A server with a database of its own. */
  async function server(env = {}) {
    const database = postgres ? await makeDatabase(postgres) : undefined
    const started = await startServer({ sinks, database: database?.url, env })
    closing.push(async () => {
      await started.stop()
      await database?.drop()
    })
    return started
  }

  /** A server behind a proxy on this machine, which says where each visitor comes from. */
  const main = await server({ COUNTERSIGN_TRUSTED_PROXIES: '127.0.0.1' })
  const instance = (settings = everyFactor, on = main) => makeInstance(on, { slug: `shop-${++made}`, settings })
  return {
    engine,
    isShort,
    sinks,
    server,
    main,
    instance,
    /** The instance of attacks that get in each other's way neither by limits nor by settings. */
    shop: await instance(),
    async close() {
      closeConnections()
      for (const close of closing.splice(0)) await close()
      await sinks.stop()
    },
  }
}
