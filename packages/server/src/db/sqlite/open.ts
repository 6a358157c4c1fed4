import { closeSync, openSync } from 'node:fs'
import { join } from 'node:path'
import { Kysely } from 'kysely'
import { plainFailure } from '../../lib/plain-failure.ts'
import { StartupError } from '../../lib/startup-error.ts'
import { makeDataDirectory } from '../data-directory.ts'
import type { Database, DatabaseHooks } from '../open.ts'
import type { Schema } from '../schema.ts'
import { sqliteDialect } from './dialect.ts'
import { isBusy } from './failures.ts'
import { Connection, loadSqlite, type SqliteHandle } from './handle.ts'

export const databaseFileName = 'countersign.db'

export async function openSqlite(directory: string, hooks: DatabaseHooks): Promise<Database> {
  const { DatabaseSync } = await loadSqlite()
  const path = join(directory, databaseFileName)
  let writer: SqliteHandle
  let reader: SqliteHandle
  try {
    // The engine gives its side files the mode of the main file, so that file must be private from the start.
    makeDataDirectory(directory)
    closeSync(openSync(path, 'a', 0o600))
    writer = new DatabaseSync(path, { timeout: 5_000 })
    await useWriteAheadLog(writer)
    // The writer's longer wait is in the queue, where it does not hold up the event loop.
    writer.exec('pragma synchronous = full; pragma foreign_keys = on; pragma busy_timeout = 20')
    hooks.onOpen?.(writer)
    reader = new DatabaseSync(path, { timeout: 5_000 })
    reader.exec('pragma query_only = on; pragma busy_timeout = 100')
  } catch (cause) {
    throw new StartupError(
      plainFailure(cause) ??
        `The database ${path} cannot be opened: ${cause instanceof Error ? cause.message : cause}. ` +
          'Check that the data directory exists on a local disk and that this user may write to it.',
      { cause },
    )
  }
  const readerConnection = new Connection(reader, hooks)
  const db = new Kysely<Schema>({ dialect: sqliteDialect(readerConnection, new Connection(writer, hooks)) })
  let isClosed = false
  const database: Database = {
    db,
    engine: 'sqlite',
    async close() {
      if (isClosed) return
      isClosed = true
      await db.destroy()
    },
    async isReady() {
      try {
        return readerConnection.all('select 1', []).length === 1
      } catch {
        return false
      }
    },
    patient: async () => ({ ...database, close: async () => {} }),
  }
  // The driver starts with the first query; a database that is never asked must close its files all the same.
  await db.connection().execute(async () => {})
  return database
}

/** Two processes that open a new file together: the switch of the journal does not wait for the lock by itself. */
async function useWriteAheadLog(handle: SqliteHandle): Promise<void> {
  for (let attempt = 0; ; attempt++) {
    try {
      handle.exec('pragma journal_mode = wal')
      return
    } catch (error) {
      if (!isBusy(error) || attempt === 100) throw error
    }
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
}
