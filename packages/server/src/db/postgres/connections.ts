import pg from 'pg'

export interface ConnectionOptions {
  url: string
  most: number
  /** How long a statement may take; absent for migrations. */
  statementMilliseconds?: number
}

/**
 * Connections to the server, or to a pooler in front of it (PgBouncer and its like), which lends a connection of the server for one
 * transaction. Through a pooler nothing may outlive a transaction: timeouts are set in each of them, and statements have no names.
 */
export interface Connections {
  connect(): Promise<pg.PoolClient>
  end(): Promise<void>
  readonly isPooled: boolean
  /** Begins a transaction. The isolation level is named, as the database's own default may be another one. */
  readonly begin: string
}

const connectMilliseconds = 2_000
const idleMilliseconds = 10_000

/** bigint and numeric (`sum` of bigint) as numbers: ours are times and counts, far below 2^53. */
const types = new pg.TypeOverrides()
types.setTypeParser(pg.types.builtins.INT8, Number)
types.setTypeParser(pg.types.builtins.NUMERIC, Number)

export function openConnections(options: ConnectionOptions): Connections {
  // `?pgbouncer=true`, as other clients of poolers spell it, for those that accept what they then ignore.
  let isPooled = new URL(options.url).searchParams.get('pgbouncer') === 'true'
  let pool = openPool(options, isPooled)
  let met: Promise<void> | undefined

  /** Connects once before anyone else does, to see whether the other side takes our parameters. */
  async function meet(): Promise<void> {
    try {
      const client = await pool.connect()
      client.release()
    } catch (error) {
      if (isPooled || !isParameterRefused(error)) throw error
      isPooled = true
      await pool.end()
      pool = openPool(options, isPooled)
    }
  }

  return {
    get isPooled() {
      return isPooled
    },
    get begin() {
      return isPooled ? `${begin}; ${limitsOf(options)}` : begin
    },
    async connect() {
      met ??= meet().catch((error: unknown) => {
        met = undefined
        throw error
      })
      await met
      return pool.connect()
    },
    end: () => pool.end(),
  }
}

const begin = 'begin isolation level read committed'

function limitsOf({ statementMilliseconds }: ConnectionOptions): string {
  const idle = `set local idle_in_transaction_session_timeout = ${idleMilliseconds}`
  return statementMilliseconds === undefined ? idle : `${idle}; set local statement_timeout = ${statementMilliseconds}`
}

function openPool({ url, most, statementMilliseconds }: ConnectionOptions, isPooled: boolean): pg.Pool {
  const pool = new pg.Pool({
    connectionString: url,
    application_name: 'countersign',
    max: most,
    connectionTimeoutMillis: connectMilliseconds,
    idleTimeoutMillis: 30_000,
    keepAlive: true,
    types,
    ...(statementMilliseconds === undefined ? {} : { query_timeout: statementMilliseconds }),
    // Parameters of the start of a connection, which poolers refuse.
    ...(isPooled
      ? {}
      : {
          ...(statementMilliseconds === undefined ? {} : { statement_timeout: statementMilliseconds }),
          idle_in_transaction_session_timeout: idleMilliseconds,
        }),
  })
  // An idle connection was lost; the pool has dropped it already.
  pool.on('error', () => {})
  return pool
}

/** PgBouncer: `unsupported startup parameter: statement_timeout` (08P01, protocol violation). */
function isParameterRefused(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === '08P01' && /startup parameter/.test(error.message)
}
