import { sql } from 'kysely'
import type { Db } from '../../src/db/open.ts'

type Row = Record<string, unknown>
export type Copy = Map<string, Row[]>

/** Of the program, not of what it holds. */
const isData = (name: string) => !name.startsWith('kysely_') && name !== 'migration_checksums'

/** Every row of every table. */
export async function takeCopy(db: Db): Promise<Copy> {
  const copy: Copy = new Map()
  for (const { name } of (await db.introspection.getTables()).filter((table) => isData(table.name)))
    copy.set(name, (await sql<Row>`select * from ${sql.table(name)}`.execute(db)).rows)
  return copy
}

/** As if nothing had happened since. A table whose rows refer to others waits for those. */
export async function putBack(db: Db, copy: Copy): Promise<void> {
  await untilDone([...copy.keys()], async (name) => {
    await sql`delete from ${sql.table(name)}`.execute(db)
  })
  await untilDone([...copy.keys()], async (name) => {
    const rows = copy.get(name) ?? []
    if (rows.length > 0)
      await db
        .insertInto(name as 'meta')
        .values(rows as never)
        .execute()
  })
}

async function untilDone(names: string[], work: (name: string) => Promise<void>): Promise<void> {
  let left = names
  while (left.length > 0) {
    const failed: string[] = []
    for (const name of left) await work(name).catch(() => failed.push(name))
    if (failed.length === left.length) throw new Error(`These tables cannot be put back: ${failed.join(', ')}`)
    left = failed
  }
}
