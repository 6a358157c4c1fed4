import { sql } from 'kysely'
import { claimed } from '../../db/claim.ts'
import type { Db, Trx } from '../../db/open.ts'
import type { Receipt } from '../../transports/transport.ts'
import { givingWayTo } from './order.ts'

/**
 * The message that one of these transports took under this id. A provider that counts anew after a restart gives an id
 * twice: the later message is meant.
 */
export async function findByProviderId(
  db: Db | Trx,
  transports: readonly string[],
  providerId: string,
): Promise<string | null> {
  const row = await db
    .selectFrom('messages')
    .select('id')
    .where('provider_id', '=', providerId)
    .where('transport', 'in', transports)
    .orderBy('sent_at', 'desc')
    .limit(1)
    .executeTakeFirst()
  return row?.id ?? null
}

/** Whether some message is on its way: it may have been accepted already by a provider whose answer we are about to write down. */
export async function isAnyInHand(db: Db, now: number): Promise<boolean> {
  const row = await db
    .selectFrom('messages')
    .select('id')
    .where('status', '=', sql.lit('queued'))
    .where('next_at', '>', now)
    .where('tries', '>', 0)
    .limit(1)
    .executeTakeFirst()
  return row !== undefined
}

/** Writes down what became of a message; false where as much was known. One statement, so that no two receipts undo each other. */
export function putReceipt(trx: Db | Trx, id: string, status: Receipt['status'], at: number): Promise<boolean> {
  const earlier = givingWayTo(status)
  return claimed(
    trx
      .updateTable('messages')
      .set({ receipt: status, receipt_at: at })
      .where('id', '=', id)
      .where((eb) => eb.or([eb('receipt', 'is', null), ...(earlier.length > 0 ? [eb('receipt', 'in', earlier)] : [])]))
      .returning('id'),
  )
}
