import { AppError } from '@countersign/contract'
import { Migrator, sql } from 'kysely'
import { plainFailure } from '../lib/plain-failure.ts'
import { StartupError } from '../lib/startup-error.ts'
import { noteChecksums, refuseChanged } from './migration-checksums.ts'
import { migrations as ownMigrations } from './migrations/index.ts'
import type { Step } from './migrations/statements.ts'
import type { Database, Db } from './open.ts'

type Migrations = Readonly<Record<string, Step>>

/**
 * Brings the database to this version's tables and returns the names of what was applied. All of it is one
 * transaction under the engine's lock: two processes may race, and a process may be killed at any point (R148).
 */
export async function migrate(database: Database, migrations: Migrations = ownMigrations): Promise<string[]> {
  if (await isCurrent(database.db, migrations)) return []
  const patient = await database.patient()
  try {
    const migrator = new Migrator({ db: patient.db, provider: { getMigrations: async () => ({ ...migrations }) } })
    const { error, results = [] } = await migrator.migrateToLatest()
    if (error !== undefined) {
      // Another process may have brought newer tables while this one waited for the lock.
      await isCurrent(patient.db, migrations)
      throw failed(error)
    }
    await noteChecksums(patient.db, migrations)
    return results.map((result) => result.migrationName)
  } finally {
    await patient.close()
  }
}

/** Refuses tables of a newer program: an older one would write rows that the newer one reads differently. */
async function isCurrent(db: Db, migrations: Migrations): Promise<boolean> {
  const applied = await appliedNames(db)
  const unknown = applied.filter((name) => !(name in migrations))
  if (unknown.length > 0) {
    throw new StartupError(
      `The database was written by a newer version of Countersign: this one does not know ${unknown.join(', ')}. ` +
        'Start the newer version, or restore the backup made before the upgrade.',
    )
  }
  if (applied.length > 0) await refuseChanged(db, migrations)
  return applied.length === Object.keys(migrations).length
}

async function appliedNames(db: Db): Promise<string[]> {
  try {
    const { rows } = await sql<{ name: string }>`select name from kysely_migration order by name`.execute(db)
    return rows.map((row) => row.name)
  } catch (error) {
    if (error instanceof AppError) throw failed(error.cause)
    return [] // no such table: the database is empty
  }
}

function failed(cause: unknown): StartupError {
  const plain = plainFailure(cause)
  if (plain !== null)
    return new StartupError(`${plain} The database was not brought up to date; nothing was changed.`, { cause })
  return new StartupError(
    `The database could not be brought up to date: ${reasonOf(cause)}. ` +
      'Nothing was changed. See that it can be reached and written to, and start again.',
    { cause },
  )
}

/** An address with several IPs fails with an error that has a code but no message. */
function reasonOf(cause: unknown): string {
  if (!(cause instanceof Error)) return String(cause)
  return cause.message.replace(/\.$/, '') || ('code' in cause ? String(cause.code) : cause.name)
}
