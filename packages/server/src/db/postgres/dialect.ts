import { AppError } from '@countersign/contract'
import {
  type CompiledQuery,
  type DatabaseConnection,
  type Dialect,
  type Driver,
  type Kysely,
  PostgresAdapter,
  PostgresIntrospector,
  PostgresQueryCompiler,
  type QueryResult,
} from 'kysely'
import type { Pool, PoolClient } from 'pg'
import type { DatabaseHooks } from '../open.ts'
import { asSeen } from './failures.ts'
import { statementName } from './statement-name.ts'

export function postgresDialect(pool: Pool, hooks: DatabaseHooks): Dialect {
  return {
    createAdapter: () => new PostgresAdapter(),
    createDriver: () => new PostgresDriver(pool, hooks),
    createIntrospector: (db: Kysely<unknown>) => new PostgresIntrospector(db),
    createQueryCompiler: () => new PostgresQueryCompiler(),
  }
}

class PostgresDriver implements Driver {
  readonly #pool: Pool
  readonly #hooks: DatabaseHooks

  constructor(pool: Pool, hooks: DatabaseHooks) {
    this.#pool = pool
    this.#hooks = hooks
  }

  async init(): Promise<void> {}

  async acquireConnection(): Promise<PostgresConnection> {
    try {
      return new PostgresConnection(await this.#pool.connect(), this.#hooks)
    } catch (error) {
      throw asSeen(error)
    }
  }

  /** Said in words: the database's own default may be another level. */
  beginTransaction(connection: PostgresConnection): Promise<void> {
    return connection.control('begin isolation level read committed')
  }

  commitTransaction(connection: PostgresConnection): Promise<void> {
    return connection.control('commit')
  }

  rollbackTransaction(connection: PostgresConnection): Promise<void> {
    return connection.rollBack()
  }

  async releaseConnection(connection: PostgresConnection): Promise<void> {
    connection.release()
  }

  async destroy(): Promise<void> {
    await this.#pool.end()
  }
}

class PostgresConnection implements DatabaseConnection {
  readonly #client: PoolClient
  readonly #hooks: DatabaseHooks
  #isBroken = false

  constructor(client: PoolClient, hooks: DatabaseHooks) {
    this.#client = client
    this.#hooks = hooks
    // A connection that breaks while it waits in a transaction tells it here; unheard, it would end the process.
    client.on('error', this.#onError)
  }

  readonly #onError = (): void => {
    this.#isBroken = true
  }

  async executeQuery<Row>(query: CompiledQuery): Promise<QueryResult<Row>> {
    this.#hooks.onQuery?.(query.sql)
    const name = statementName(query)
    const result = await this.#send(() =>
      this.#client.query({ ...(name ? { name } : {}), text: query.sql, values: [...query.parameters] }),
    )
    this.#hooks.onRows?.(query.sql, result.rows ?? [])
    const isChange = result.command !== 'SELECT' && result.rowCount !== null
    return {
      rows: (result.rows ?? []) as Row[],
      ...(isChange ? { numAffectedRows: BigInt(result.rowCount ?? 0) } : {}),
    }
  }

  async control(text: string): Promise<void> {
    this.#hooks.onQuery?.(text)
    const { command } = await this.#send(() => this.#client.query(text))
    // COMMIT of a transaction in which a statement failed is answered with ROLLBACK, and no error.
    if (text === 'commit' && command !== 'COMMIT') throw new Error('The transaction had failed and was rolled back.')
  }

  /** Where this fails, closing the connection rolls back. */
  async rollBack(): Promise<void> {
    if (this.#isBroken) return
    try {
      await this.#client.query('rollback')
    } catch {
      this.#isBroken = true
    }
  }

  release(): void {
    this.#client.removeListener('error', this.#onError)
    this.#client.release(this.#isBroken)
  }

  async #send<Result>(query: () => Promise<Result>): Promise<Result> {
    try {
      return await query()
    } catch (error) {
      const seen = asSeen(error)
      if (seen instanceof AppError) this.#isBroken = true
      throw seen
    }
  }

  // biome-ignore lint/correctness/useYield: nothing is streamed; lists are paged by key
  async *streamQuery<Row>(): AsyncIterableIterator<QueryResult<Row>> {
    throw new Error('Rows are not streamed: read them in pages.')
  }
}
