import type { Insertable, Selectable } from 'kysely'
import type { Db, Trx } from '../db/open.ts'
import { prepared } from '../db/prepared.ts'
import type { MfaReceiptTable } from '../db/schema.ts'

export type ReceiptRow = Selectable<MfaReceiptTable>

export async function insertReceipt(trx: Trx, row: Insertable<MfaReceiptTable>): Promise<void> {
  await insertRow(trx, { row })
}

const insertRow = prepared((db, values: { row: Insertable<MfaReceiptTable> }) =>
  db.insertInto('mfa_receipts').values(values.row),
)

/** Newest first. */
export async function listReceipts(
  db: Db,
  filter: { instanceId: string; userId: string },
  page: { limit: number; offset: number },
): Promise<ReceiptRow[]> {
  return db
    .selectFrom('mfa_receipts')
    .selectAll()
    .where('user_id', '=', filter.userId)
    .where('instance_id', '=', filter.instanceId)
    .orderBy('at', 'desc')
    .orderBy('id', 'desc')
    .limit(page.limit)
    .offset(page.offset)
    .execute()
}
