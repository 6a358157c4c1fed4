import { Kysely } from 'kysely'
import pg from 'pg'
import type { Database, DatabaseHooks } from '../open.ts'
import type { Schema } from '../schema.ts'
import { postgresDialect } from './dialect.ts'

interface Options {
  url: string
  poolSize?: number | undefined
}

const connectMilliseconds = 2_000
/** A lost or stuck database is answered for within two seconds (R139, R141). */
const queryMilliseconds = 2_000

/** bigint and numeric (`sum` of bigint) as numbers: ours are times and counts, far below 2^53. */
const types = new pg.TypeOverrides()
types.setTypeParser(pg.types.builtins.INT8, Number)
types.setTypeParser(pg.types.builtins.NUMERIC, Number)

export async function openPostgres(options: Options, hooks: DatabaseHooks): Promise<Database> {
  return open(options, hooks, true)
}

function open(options: Options, hooks: DatabaseHooks, isHurried: boolean): Database {
  const pool = new pg.Pool({
    connectionString: options.url,
    application_name: 'countersign',
    max: isHurried ? (options.poolSize ?? 10) : 2,
    connectionTimeoutMillis: connectMilliseconds,
    idleTimeoutMillis: 30_000,
    keepAlive: true,
    types,
    ...(isHurried ? { query_timeout: queryMilliseconds, statement_timeout: queryMilliseconds } : {}),
    idle_in_transaction_session_timeout: 10_000,
  })
  // An idle connection was lost; the pool has dropped it already.
  pool.on('error', () => {})
  const db = new Kysely<Schema>({ dialect: postgresDialect(pool, hooks) })
  let isClosed = false
  return {
    db,
    engine: 'postgres',
    async close() {
      if (isClosed) return
      isClosed = true
      await pool.end()
    },
    async isReady() {
      try {
        await pool.query('select 1')
        return true
      } catch {
        return false
      }
    },
    patient: async () => open(options, hooks, false),
  }
}
