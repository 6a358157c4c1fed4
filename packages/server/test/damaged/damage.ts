import { sql } from 'kysely'
import type { SealedColumn } from '../../src/db/sealed-columns.ts'
import type { TestApp } from '../support/app.ts'

type Place = Pick<SealedColumn, 'table' | 'column'>

/** Flips one bit of the encrypted text of a row, as a failing disk does. Returns what puts it right again. */
export async function flipBit(app: TestApp, { table, column }: Place, id: string): Promise<() => Promise<void>> {
  const { db } = app.context
  const stored = await sql<{ sealed: string }>`
    select ${sql.ref(column)} as sealed from ${sql.table(table)} where id = ${id}`.execute(db)
  const sealed = stored.rows[0]?.sealed ?? ''
  const [version, key, text = ''] = sealed.split('.')
  const bytes = Buffer.from(text, 'base64url')
  bytes[20] = (bytes[20] ?? 0) ^ 1
  const put = async (value: string) => {
    await sql`update ${sql.table(table)} set ${sql.ref(column)} = ${value} where id = ${id}`.execute(db)
  }
  await put(`${version}.${key}.${bytes.toString('base64url')}`)
  return () => put(sealed)
}

/** The rows for which `secret.unreadable` is in the audit log. */
export async function unreadable(app: TestApp): Promise<string[]> {
  const events = app.context.db.selectFrom('audit').select('details').where('event', '=', 'secret.unreadable')
  return (await events.execute()).map(({ details }) => JSON.parse(details).row)
}
