import type { Insertable } from 'kysely'
import type { Db, Trx } from '../db/open.ts'
import type { TicketTable } from '../db/schema.ts'

export async function findUserByKey(db: Db | Trx, instanceId: string, usernameKey: string): Promise<string | null> {
  const row = await db
    .selectFrom('users')
    .select('id')
    .where('instance_id', '=', instanceId)
    .where('username_key', '=', usernameKey)
    .executeTakeFirst()
  return row?.id ?? null
}

/** Whether anybody of the instance can already prove a second factor. */
export async function hasEnrolledUser(db: Db, instanceId: string): Promise<boolean> {
  const row = await db
    .selectFrom('totp_factors')
    .select('id')
    .where('instance_id', '=', instanceId)
    .where('confirmed_at', 'is not', null)
    .limit(1)
    .executeTakeFirst()
  return row !== undefined
}

/** One live ticket a user: a newer one makes the older worthless. */
export async function replaceTicket(trx: Trx, ticket: Insertable<TicketTable>): Promise<void> {
  await trx.deleteFrom('tickets').where('user_id', '=', ticket.user_id).where('used_at', 'is', null).execute()
  await trx.insertInto('tickets').values(ticket).execute()
}
