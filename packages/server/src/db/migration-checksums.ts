import { sql } from 'kysely'
import { StartupError } from '../lib/startup-error.ts'
import type { Step } from './migrations/statements.ts'
import type { Db } from './open.ts'

/** What ran here stays what it was: an edited migration would leave two databases of one version with different tables (R148). */
export async function refuseChanged(db: Db, migrations: Readonly<Record<string, Step>>): Promise<void> {
  const changed = (await readChecksums(db)).filter(({ name, checksum }) => {
    const now = migrations[name]?.checksum
    return now !== undefined && now !== checksum
  })
  if (changed.length === 0) return
  throw new StartupError(
    `This program is not the one that made the database’s tables: ${changed.map(({ name }) => name).join(', ')} ran here ` +
      'with other statements than it has now. Start an unchanged release of this version or a newer one; nothing was written.',
  )
}

/** Of migrations that ran before there were checksums, the first program that has them takes note. */
export async function noteChecksums(db: Db, migrations: Readonly<Record<string, Step>>): Promise<void> {
  const rows = Object.entries(migrations).flatMap(([name, { checksum }]) =>
    checksum === undefined ? [] : [{ name, checksum }],
  )
  await db
    .insertInto('migration_checksums')
    .values(rows)
    .onConflict((conflict) => conflict.column('name').doNothing())
    .execute()
}

async function readChecksums(db: Db): Promise<{ name: string; checksum: string }[]> {
  const { rows } = await sql<{ name: string }>`select name from kysely_migration where name = '0036_keys'`.execute(db)
  return rows.length === 0 ? [] : db.selectFrom('migration_checksums').select(['name', 'checksum']).execute()
}
