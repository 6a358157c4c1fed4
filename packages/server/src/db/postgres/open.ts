import { Kysely } from 'kysely'
import type { Database, DatabaseHooks } from '../open.ts'
import type { Schema } from '../schema.ts'
import { openConnections } from './connections.ts'
import { postgresDialect } from './dialect.ts'

interface Options {
  url: string
  poolSize?: number | undefined
}

/** A lost or stuck database is answered for within two seconds (R139, R141). */
const statementMilliseconds = 2_000

export async function openPostgres(options: Options, hooks: DatabaseHooks): Promise<Database> {
  return open(options, hooks, true)
}

function open(options: Options, hooks: DatabaseHooks, isHurried: boolean): Database {
  const connections = openConnections({
    url: options.url,
    most: isHurried ? (options.poolSize ?? 10) : 2,
    ...(isHurried ? { statementMilliseconds } : {}),
  })
  const db = new Kysely<Schema>({ dialect: postgresDialect(connections, hooks) })
  let isClosed = false
  return {
    db,
    engine: 'postgres',
    async close() {
      if (isClosed) return
      isClosed = true
      await connections.end()
    },
    async isReady() {
      try {
        const client = await connections.connect()
        try {
          await client.query('select 1')
        } catch (error) {
          client.release(true)
          throw error
        }
        client.release()
        return true
      } catch {
        return false
      }
    },
    patient: async () => open(options, hooks, false),
  }
}
