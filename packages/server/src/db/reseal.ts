import { sql } from 'kysely'
import { type Keyring, SealError } from '../lib/keyring.ts'
import type { Db } from './open.ts'
import { pepperBinding, pepperKey, type SealedColumn, sealedColumns } from './sealed-columns.ts'

export interface Resealed {
  resealed: number
  /** Sealed under a key that is not in the ring, or damaged; left as they were. */
  unreadable: number
}

/**
 * Seals everything again under the newest master key, `batch` rows at a time (R115). Each row is replaced only while it
 * still is what was read, so servers may work meanwhile, and whoever is killed starts again with what is left.
 */
export async function reseal(db: Db, keyring: Keyring, batch = 100): Promise<Resealed> {
  const total = { resealed: 0, unreadable: 0 }
  for (const sealed of sealedColumns) {
    for (let after = ''; ; ) {
      const rows = await readOld(db, sealed, { current: keyring.currentKeyId, after, batch })
      for (const row of rows) {
        const binding = { purpose: sealed.purpose, row: row.id, owner: row.owner }
        const value = resealed(keyring, row.sealed, binding)
        if (value === undefined) total.unreadable += 1
        else if (await replace(db, sealed, { ...row, value })) total.resealed += 1
      }
      const last = rows.at(-1)
      if (!last) break
      after = last.id
    }
  }
  // Last, so that a start with the old key alone is refused only when nothing needs it any more.
  if (await resealPepper(db, keyring)) total.resealed += 1
  return total
}

/** How many sealed values there are under each key id; a key with none left can be taken out of the ring. */
export async function sealedStatus(db: Db, keyring: Keyring): Promise<Record<string, number>> {
  const counts: Record<string, number> = Object.fromEntries(keyring.keyIds.map((id) => [id, 0]))
  for (const { table, column } of [...sealedColumns, { table: 'meta', column: 'value' }]) {
    // `v1.<8 hex digits>.…`
    const id = sql<string>`substr(${sql.ref(column)}, 4, 8)`
    const where = table === 'meta' ? sql`where key = ${pepperKey}` : sql`where ${sql.ref(column)} <> ''`
    const { rows } = await sql<{ id: string; count: number }>`
      select ${id} as id, count(*) as count from ${sql.table(table)} ${where} group by ${id}
    `.execute(db)
    for (const row of rows) counts[row.id] = (counts[row.id] ?? 0) + row.count
  }
  return counts
}

async function readOld(
  db: Db,
  { table, column, owner }: SealedColumn,
  page: { current: string; after: string; batch: number },
): Promise<{ id: string; sealed: string; owner: string }[]> {
  const { rows } = await sql<{ id: string; sealed: string; owner: string }>`
    select id, ${sql.ref(column)} as sealed, ${sql.ref(owner)} as owner from ${sql.table(table)}
    where id > ${page.after} and substr(${sql.ref(column)}, 4, 8) <> ${page.current} and ${sql.ref(column)} <> ''
    order by id limit ${page.batch}
  `.execute(db)
  return rows
}

async function replace(
  db: Db,
  { table, column }: Pick<SealedColumn, 'table' | 'column'>,
  row: { id: string; sealed: string; value: string },
): Promise<boolean> {
  const { numAffectedRows } = await sql`
    update ${sql.table(table)} set ${sql.ref(column)} = ${row.value}
    where id = ${row.id} and ${sql.ref(column)} = ${row.sealed}
  `.execute(db)
  return numAffectedRows === 1n
}

async function resealPepper(db: Db, keyring: Keyring): Promise<boolean> {
  const row = await db.selectFrom('meta').select('value').where('key', '=', pepperKey).executeTakeFirstOrThrow()
  if (keyring.keyIdOf(row.value) === keyring.currentKeyId) return false
  const value = keyring.seal(keyring.open(row.value, pepperBinding), pepperBinding)
  const { numUpdatedRows } = await db
    .updateTable('meta')
    .set({ value })
    .where('key', '=', pepperKey)
    .where('value', '=', row.value)
    .executeTakeFirstOrThrow()
  return numUpdatedRows === 1n
}

function resealed(keyring: Keyring, sealed: string, binding: Parameters<Keyring['open']>[1]): string | undefined {
  try {
    return keyring.seal(keyring.open(sealed, binding), binding)
  } catch (error) {
    if (error instanceof SealError) return undefined
    throw error
  }
}
