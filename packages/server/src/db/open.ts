import type { Kysely, Transaction } from 'kysely'
import type { Schema } from './schema.ts'

export type Db = Kysely<Schema>
export type Trx = Transaction<Schema>

export type DatabaseOptions =
  | { kind: 'sqlite'; directory: string }
  | { kind: 'postgres'; url: string; poolSize?: number | undefined }

export interface DatabaseHooks {
  /** Called before every statement, `begin` and `commit` included; what it throws fails that statement. */
  onQuery?: (sql: string) => void
  /** Called with the writing connection of an SQLite file that was just opened, before anything is written. */
  onOpen?: (writer: { exec(sql: string): void }) => void
  /** Called after a statement that may return rows. */
  onRows?: (sql: string, rows: readonly unknown[]) => void
}

export interface Database {
  db: Db
  engine: 'sqlite' | 'postgres'
  close(): Promise<void>
  /** Whether a query is answered now. */
  isReady(): Promise<boolean>
  /** The same database without limits on how long a statement may take: for migrations. Close it as well. */
  patient(): Promise<Database>
}

/** Opens one engine; the other one's modules are never loaded. */
export async function openDatabase(options: DatabaseOptions, hooks: DatabaseHooks = {}): Promise<Database> {
  if (options.kind === 'sqlite') {
    const { openSqlite } = await import('./sqlite/open.ts')
    return openSqlite(options.directory, hooks)
  }
  const { openPostgres } = await import('./postgres/open.ts')
  return openPostgres(options, hooks)
}
