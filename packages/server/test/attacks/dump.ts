import { sql } from 'kysely'
import type { Db } from '../../src/db/open.ts'

/** Every row of every table, as a thief of the database has them. */
export async function dumpDatabase(db: Db): Promise<Map<string, string>> {
  const tables = await db.introspection.getTables()
  const dump = new Map<string, string>()
  for (const { name } of tables) {
    const { rows } = await sql`select * from ${sql.table(name)}`.execute(db)
    dump.set(name, rows.map((row) => JSON.stringify(row)).join('\n'))
  }
  return dump
}

export function asText(dump: Map<string, string>): string {
  return [...dump].map(([name, rows]) => `${name}\n${rows}`).join('\n')
}
