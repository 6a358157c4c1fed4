import type { DatabaseHooks } from '../open.ts'

/** What we use of the `node:sqlite` interface. */
export interface SqliteHandle {
  exec(sql: string): void
  prepare(sql: string): SqliteStatement
  close(): void
}

export interface SqliteStatement {
  all(...parameters: unknown[]): unknown[]
  run(...parameters: unknown[]): { changes: number | bigint }
}

type SqliteModule = { DatabaseSync: new (path: string, options?: { timeout?: number }) => SqliteHandle }

/** The runtime's own module where there is one, else the package with the same interface. */
export async function loadSqlite(): Promise<SqliteModule> {
  const builtin = process.getBuiltinModule('node:sqlite' as 'node:fs') as unknown as SqliteModule | undefined
  return builtin ?? ((await import('@photostructure/sqlite')) as unknown as SqliteModule)
}

const cachedStatements = 400

/** One connection with its prepared statements. */
export class Connection {
  readonly handle: SqliteHandle
  readonly #hooks: DatabaseHooks
  readonly #statements = new Map<string, SqliteStatement>()

  constructor(handle: SqliteHandle, hooks: DatabaseHooks) {
    this.handle = handle
    this.#hooks = hooks
  }

  all(sql: string, parameters: readonly unknown[]): unknown[] {
    this.#hooks.onQuery?.(sql)
    const rows = this.#prepared(sql).all(...parameters)
    this.#hooks.onRows?.(sql, rows)
    return rows
  }

  run(sql: string, parameters: readonly unknown[]): bigint {
    this.#hooks.onQuery?.(sql)
    return BigInt(this.#prepared(sql).run(...parameters).changes)
  }

  /** Transaction control that a fault test may fail. */
  control(sql: 'begin immediate' | 'commit'): void {
    this.#hooks.onQuery?.(sql)
    this.#prepared(sql).run()
  }

  /** Savepoints and rollbacks. */
  step(sql: string): void {
    this.#prepared(sql).run()
  }

  /** The statement used longest ago makes room: lists of varying length must not grow the cache. */
  #prepared(sql: string): SqliteStatement {
    const known = this.#statements.get(sql)
    if (known) return known
    if (this.#statements.size >= cachedStatements) {
      const oldest = this.#statements.keys().next().value
      if (oldest !== undefined) this.#statements.delete(oldest)
    }
    const statement = this.handle.prepare(sql)
    this.#statements.set(sql, statement)
    return statement
  }
}
