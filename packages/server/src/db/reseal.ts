import { type RawBuilder, sql } from 'kysely'
import { type Keyring, SealError } from '../lib/keyring.ts'
import type { Db } from './open.ts'
import { type SealedColumn, sealedColumns } from './sealed-columns.ts'

export interface Resealed {
  resealed: number
  /** Sealed under a key that is not in the ring, or damaged; left as they were. */
  unreadable: number
}

/**
 * Seals everything again under the newest master key, `batch` rows at a time (R115). Each row is replaced only while it
 * still is what was read, so servers may work meanwhile, and whoever is killed starts again with what is left.
 */
export async function reseal(
  db: Db,
  keyring: Keyring,
  { batch = 100, isStopped = () => false }: { batch?: number; isStopped?(): boolean } = {},
): Promise<Resealed> {
  const total = { resealed: 0, unreadable: 0 }
  for (const sealed of sealedColumns) {
    for (let after = ''; !isStopped(); ) {
      const rows = await readOld(db, sealed, { current: keyring.currentKeyId, after, batch })
      const last = rows.at(-1)
      if (!last) break
      // A few at a time: on SQLite they share a commit, on PostgreSQL they leave connections to the requests.
      for (let from = 0; from < rows.length; from += atOnce) {
        const done = await Promise.all(
          rows.slice(from, from + atOnce).map((row) => resealRow(db, keyring, sealed, row)),
        )
        total.unreadable += done.filter((each) => each === undefined).length
        total.resealed += done.filter(Boolean).length
      }
      after = last.id
    }
  }
  return total
}

const atOnce = 4

/** Undefined when it does not open; false when somebody else was faster. */
async function resealRow(
  db: Db,
  keyring: Keyring,
  sealed: SealedColumn,
  row: { id: string; sealed: string; owner: string },
): Promise<boolean | undefined> {
  const value = resealed(keyring, row.sealed, { purpose: sealed.purpose, row: row.id, owner: row.owner })
  return value === undefined ? undefined : replace(db, sealed, { ...row, value })
}

/** How many sealed values there are under each key id; a key with none left can be taken out of the ring. */
export async function sealedStatus(db: Db, keyring: Pick<Keyring, 'keyIds'>): Promise<Record<string, number>> {
  const counts: Record<string, number> = Object.fromEntries(keyring.keyIds.map((id) => [id, 0]))
  for (const sealed of sealedColumns) {
    const { rows } = await sql<{ id: string; count: number }>`
      select ${keyIdOf(sealed)} as id, count(*) as count from ${sql.table(sealed.table)}
      where ${isOutside(sealed, [])} group by ${keyIdOf(sealed)}
    `.execute(db)
    for (const row of rows) counts[row.id] = (counts[row.id] ?? 0) + Number(row.count)
  }
  return counts
}

/** Whether anything is sealed under another key than these. */
export async function isAnyOutside(db: Db, ids: readonly string[]): Promise<boolean> {
  for (const sealed of sealedColumns) {
    const { rows } = await sql`
      select 1 from ${sql.table(sealed.table)} where ${isOutside(sealed, ids)} limit 1
    `.execute(db)
    if (rows.length > 0) return true
  }
  return false
}

/** `v1.<8 hex digits>.…` */
const keyIdOf = ({ column }: SealedColumn) => sql<string>`substr(${sql.ref(column)}, 4, 8)`

/** Written as ranges, which an index answers at once where there is nothing; an inequality would read every row. */
function isOutside(place: SealedColumn, ids: readonly string[]): RawBuilder<unknown> {
  const id = keyIdOf(place)
  const ends = [...ids].sort()
  const ranges = ['', ...ends].map((from, index) => {
    const to = ends[index]
    return to === undefined ? sql`${id} > ${from}` : sql`(${id} > ${from} and ${id} < ${to})`
  })
  return sql`(${sql.join(ranges, sql` or `)})`
}

async function readOld(
  db: Db,
  sealed: SealedColumn,
  page: { current: string; after: string; batch: number },
): Promise<{ id: string; sealed: string; owner: string }[]> {
  const { rows } = await sql<{ id: string; sealed: string; owner: string }>`
    select id, ${sql.ref(sealed.column)} as sealed, ${sealed.owner === null ? sql`''` : sql.ref(sealed.owner)} as owner from ${sql.table(sealed.table)}
    where id > ${page.after} and ${isOutside(sealed, [page.current])} order by id limit ${page.batch}
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

function resealed(keyring: Keyring, sealed: string, binding: Parameters<Keyring['open']>[1]): string | undefined {
  try {
    return keyring.seal(keyring.open(sealed, binding), binding)
  } catch (error) {
    if (error instanceof SealError) return undefined
    throw error
  }
}
