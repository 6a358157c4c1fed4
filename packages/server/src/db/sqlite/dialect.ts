import {
  type CompiledQuery,
  type DatabaseConnection,
  type Dialect,
  type Driver,
  type Kysely,
  type QueryResult,
  SqliteAdapter,
  SqliteIntrospector,
  SqliteQueryCompiler,
} from 'kysely'
import { asSeen } from './failures.ts'
import type { Connection } from './handle.ts'
import { execute, isRead } from './statement.ts'
import { type Job, WriteQueue } from './write-queue.ts'

/** SQLite can change tables inside a transaction, and ours begin immediately: they are the migrations' lock. */
class Adapter extends SqliteAdapter {
  override get supportsTransactionalDdl(): boolean {
    return true
  }
}

export function sqliteDialect(reader: Connection, writer: Connection): Dialect {
  return {
    createAdapter: () => new Adapter(),
    createDriver: () => new SqliteDriver(reader, writer),
    createIntrospector: (db: Kysely<unknown>) => new SqliteIntrospector(db),
    createQueryCompiler: () => new SqliteQueryCompiler(),
  }
}

/** Reads outside transactions see committed data on one connection; everything else takes its turn on the other. */
class SqliteDriver implements Driver {
  readonly #reader: Connection
  readonly #writer: Connection
  readonly #queue: WriteQueue

  constructor(reader: Connection, writer: Connection) {
    this.#reader = reader
    this.#writer = writer
    this.#queue = new WriteQueue(writer)
  }

  async init(): Promise<void> {}

  async acquireConnection(): Promise<SqliteConnection> {
    return new SqliteConnection(this.#reader, this.#queue)
  }

  async beginTransaction(connection: SqliteConnection): Promise<void> {
    connection.job = await this.#queue.begin()
  }

  async commitTransaction(connection: SqliteConnection): Promise<void> {
    await connection.job?.release()
    connection.job = undefined
  }

  async rollbackTransaction(connection: SqliteConnection): Promise<void> {
    const { job } = connection
    connection.job = undefined
    await job?.rollBack()
  }

  async releaseConnection(): Promise<void> {}

  async destroy(): Promise<void> {
    await this.#queue.idle()
    this.#reader.handle.close()
    this.#writer.handle.close()
  }
}

class SqliteConnection implements DatabaseConnection {
  job: Job | undefined
  readonly #reader: Connection
  readonly #queue: WriteQueue

  constructor(reader: Connection, queue: WriteQueue) {
    this.#reader = reader
    this.#queue = queue
  }

  async executeQuery<Row>(query: CompiledQuery): Promise<QueryResult<Row>> {
    if (this.job) return this.job.execute<Row>(query)
    if (isRead(query)) return this.#read<Row>(query)
    const job = await this.#queue.begin()
    let result: QueryResult<Row>
    try {
      result = job.execute<Row>(query)
    } catch (error) {
      await job.rollBack()
      throw error
    }
    await job.release()
    return result
  }

  #read<Row>(query: CompiledQuery): QueryResult<Row> {
    try {
      return execute<Row>(this.#reader, query)
    } catch (error) {
      throw asSeen(error)
    }
  }

  // biome-ignore lint/correctness/useYield: nothing is streamed; lists are paged by key
  async *streamQuery<Row>(): AsyncIterableIterator<QueryResult<Row>> {
    throw new Error('Rows are not streamed: read them in pages.')
  }
}
