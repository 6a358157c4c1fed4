import { AppError } from '@countersign/contract'
import { claim } from '../../db/claim.ts'
import type { Trx } from '../../db/open.ts'
import type { TicketRow } from '../../factors/ticket/ticket.store.ts'

export async function insertTicket(trx: Trx, row: TicketRow): Promise<void> {
  await trx.insertInto('tickets').values(row).execute()
}

/** The row as it is once revoked; undefined when it was used or taken back before. */
export async function revokeUnused(
  trx: Trx,
  ticket: { id: string; instanceId: string; kind: TicketRow['kind']; now: number },
): Promise<TicketRow | undefined> {
  const isTicket = { id: ticket.id, instance_id: ticket.instanceId, kind: ticket.kind }
  const known = await trx
    .selectFrom('tickets')
    .select('id')
    .where((eb) => eb.and(isTicket))
    .executeTakeFirst()
  if (!known) throw new AppError('resource_not_found')
  return claim(
    trx
      .updateTable('tickets')
      .set({ revoked_at: ticket.now })
      .where((eb) => eb.and(isTicket))
      .where('used_at', 'is', null)
      .where('revoked_at', 'is', null)
      .returningAll(),
  )
}
