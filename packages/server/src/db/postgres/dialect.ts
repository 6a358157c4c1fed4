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
import type { PoolClient } from 'pg'
import type { DatabaseHooks } from '../open.ts'
import type { Connections } from './connections.ts'
import { asSeen } from './failures.ts'
import { statementName } from './statement-name.ts'

export function postgresDialect(connections: Connections, hooks: DatabaseHooks): Dialect {
  return {
    createAdapter: () => new PostgresAdapter(),
    createDriver: () => new PostgresDriver(connections, hooks),
    createIntrospector: (db: Kysely<unknown>) => new PostgresIntrospector(db),
    createQueryCompiler: () => new PostgresQueryCompiler(),
  }
}

class PostgresDriver implements Driver {
  readonly #connections: Connections
  readonly #hooks: DatabaseHooks

  constructor(connections: Connections, hooks: DatabaseHooks) {
    this.#connections = connections
    this.#hooks = hooks
  }

  async init(): Promise<void> {}

  async acquireConnection(): Promise<PostgresConnection> {
    try {
      const client = await this.#connections.connect()
      return new PostgresConnection(client, this.#hooks, !this.#connections.isPooled)
    } catch (error) {
      throw asSeen(error)
    }
  }

  beginTransaction(connection: PostgresConnection): Promise<void> {
    return connection.control(this.#connections.begin)
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
    await this.#connections.end()
  }
}

class PostgresConnection implements DatabaseConnection {
  readonly #client: PoolClient
  readonly #hooks: DatabaseHooks
  readonly #mayName: boolean
  #isBroken = false

  /** `mayName`: whether a statement that was prepared is still there for the next query. */
  constructor(client: PoolClient, hooks: DatabaseHooks, mayName: boolean) {
    this.#client = client
    this.#mayName = mayName
    this.#hooks = hooks
    // A connection that breaks while it waits in a transaction tells it here; unheard, it would end the process.
    client.on('error', this.#onError)
  }

  readonly #onError = (): void => {
    this.#isBroken = true
  }

  async executeQuery<Row>(query: CompiledQuery): Promise<QueryResult<Row>> {
    this.#hooks.onQuery?.(query.sql)
    const name = this.#mayName ? statementName(query) : undefined
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
