import { sql } from 'kysely'
import { type Keyring, SealError } from '../lib/keyring.ts'
import type { Db } from './open.ts'
import { type SealedColumn, sealedColumns } from './sealed-columns.ts'

export interface Unreadable {
  /** `table.column` */
  place: string
  row: string
}

const batch = 500

/** Every sealed value that does not open with the keys given. Opens all of them, which takes a minute for some millions. */
export async function findUnreadable(db: Db, keyring: Pick<Keyring, 'open'>): Promise<Unreadable[]> {
  const found: Unreadable[] = []
  for (const sealed of sealedColumns) {
    for (let after = ''; ; ) {
      const rows = await page(db, sealed, after)
      const damaged = rows.filter((row) => !opens(keyring, sealed, row))
      found.push(...damaged.map(({ id }) => ({ place: `${sealed.table}.${sealed.column}`, row: id })))
      const last = rows.at(-1)
      if (!last) break
      after = last.id
    }
  }
  return found
}

interface Row {
  id: string
  sealed: string
  owner: string
}

/** An empty value was erased, and is not damaged. */
async function page(db: Db, { table, column, owner }: SealedColumn, after: string): Promise<Row[]> {
  const { rows } = await sql<Row>`
    select id, ${sql.ref(column)} as sealed, ${owner === null ? sql`''` : sql.ref(owner)} as owner from ${sql.table(table)}
    where id > ${after} and ${sql.ref(column)} <> '' order by id limit ${batch}
  `.execute(db)
  return rows
}

function opens(keyring: Pick<Keyring, 'open'>, { purpose }: SealedColumn, { id, sealed, owner }: Row): boolean {
  try {
    keyring.open(sealed, { purpose, row: id, owner })
    return true
  } catch (error) {
    if (error instanceof SealError) return false
    throw error
  }
}
