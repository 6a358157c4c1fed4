import { claimed } from '../../db/claim.ts'
import type { Db, Trx } from '../../db/open.ts'

export async function findTicketUser(
  db: Db | Trx,
  ticket: { hash: string; instanceId: string; now: number },
): Promise<string | null> {
  const row = await db
    .selectFrom('tickets')
    .select('user_id')
    .where('token_hash', '=', ticket.hash)
    .where('instance_id', '=', ticket.instanceId)
    .where('used_at', 'is', null)
    .where('expires_at', '>', ticket.now)
    .executeTakeFirst()
  return row?.user_id ?? null
}

export function claimTicket(trx: Trx, ticket: { hash: string; instanceId: string; now: number }): Promise<boolean> {
  return claimed(
    trx
      .updateTable('tickets')
      .set({ used_at: ticket.now })
      .where('token_hash', '=', ticket.hash)
      .where('instance_id', '=', ticket.instanceId)
      .where('used_at', 'is', null)
      .where('expires_at', '>', ticket.now)
      .returning('id'),
  )
}
