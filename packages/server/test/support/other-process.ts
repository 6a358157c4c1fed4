import { join } from 'node:path'
import { loadSqlite, type SqliteHandle } from '../../src/db/sqlite/handle.ts'
import { databaseFileName } from '../../src/db/sqlite/open.ts'
import type { TestApp } from './app.ts'

/**
 * Another process that changes the same SQLite file between two statements of one request: what a race comes to, without racing. Give
 * `onQuery` to the app as a hook.
 */
export class OtherProcess {
  #plan: { reading: RegExp; at: RegExp; change: string } | null = null
  #hasRead = false
  #other: SqliteHandle | undefined

  readonly onQuery = (statement: string): void => {
    const plan = this.#plan
    if (!plan) return
    if (!this.#hasRead) {
      this.#hasRead = plan.reading.test(statement)
      if (plan.at !== plan.reading || !this.#hasRead) return
    } else if (!plan.at.test(statement)) return
    this.#plan = null
    this.#other?.exec(plan.change)
  }

  async open({ database }: TestApp): Promise<void> {
    const { DatabaseSync } = await loadSqlite()
    if (database.options.kind !== 'sqlite') throw new Error('Statements of PostgreSQL are not held up.')
    this.#other = new DatabaseSync(join(database.options.directory, databaseFileName), { timeout: 5_000 })
  }

  /** Changes the database just before the first statement that matches. */
  before(statement: RegExp, change: string): void {
    this.#hasRead = false
    this.#plan = { reading: statement, at: statement, change }
  }

  /** Changes it before the next transaction that begins after a statement that matches. */
  afterReading(statement: RegExp, change: string): void {
    this.#hasRead = false
    this.#plan = { reading: statement, at: /^begin immediate$/, change }
  }

  /** Whether the change was made. */
  get isDone(): boolean {
    return this.#plan === null
  }

  close(): void {
    this.#other?.close()
  }
}
