import type { Selectable } from 'kysely'
import { claimed } from '../../db/claim.ts'
import type { Db, Trx } from '../../db/open.ts'
import type { TicketTable } from '../../db/schema.ts'

export type TicketRow = Selectable<TicketTable>

interface Sought {
  hash: string
  instanceId: string
  now: number
}

/** A ticket that still opens something: neither used, nor taken back, nor too old. */
export function findTicket(db: Db | Trx, ticket: Sought): Promise<TicketRow | undefined> {
  return db
    .selectFrom('tickets')
    .selectAll()
    .where('token_hash', '=', ticket.hash)
    .where('instance_id', '=', ticket.instanceId)
    .where('used_at', 'is', null)
    .where('revoked_at', 'is', null)
    .where('expires_at', '>', ticket.now)
    .executeTakeFirst()
}

/** Only for the user it was made for: a ticket of one's own must not open somebody else's sign-in (R53). */
export function claimTicket(trx: Trx, ticket: Sought & { userId: string }): Promise<boolean> {
  return claimed(
    trx
      .updateTable('tickets')
      .set({ used_at: ticket.now })
      .where('user_id', '=', ticket.userId)
      .where('token_hash', '=', ticket.hash)
      .where('instance_id', '=', ticket.instanceId)
      .where('used_at', 'is', null)
      .where('revoked_at', 'is', null)
      .where('expires_at', '>', ticket.now)
      .returning('id'),
  )
}
