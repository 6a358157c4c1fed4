import type { Insertable } from 'kysely'
import type { Trx } from '../db/open.ts'
import type { AuditTable } from '../db/schema.ts'

export async function insertAudit(trx: Trx, row: Insertable<AuditTable>): Promise<void> {
  await trx.insertInto('audit').values(row).execute()
}
