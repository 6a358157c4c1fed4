import type { Insertable } from 'kysely'
import type { Trx } from '../db/open.ts'
import { prepared } from '../db/prepared.ts'
import type { AuditTable } from '../db/schema.ts'

export async function insertAudit(trx: Trx, row: Insertable<AuditTable>): Promise<void> {
  await insertRow(trx, { row })
}

const insertRow = prepared((db, values: { row: Insertable<AuditTable> }) => db.insertInto('audit').values(values.row))

export async function insertAudits(trx: Trx, rows: Insertable<AuditTable>[]): Promise<void> {
  await trx.insertInto('audit').values(rows).execute()
}
