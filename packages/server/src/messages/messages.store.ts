import type { Insertable, Selectable } from 'kysely'
import type { Db, Trx } from '../db/open.ts'
import type { MessageTable } from '../db/schema.ts'

export type MessageRow = Selectable<MessageTable>

export async function insertMessage(trx: Trx, row: Insertable<MessageTable>): Promise<void> {
  await trx.insertInto('messages').values(row).execute()
}

/** Newest last, at most a hundred. */
export async function listMessages(db: Db, instanceId: string, destinationKey?: string): Promise<MessageRow[]> {
  let query = db.selectFrom('messages').selectAll().where('instance_id', '=', instanceId)
  if (destinationKey !== undefined) query = query.where('destination_key', '=', destinationKey)
  const newestFirst = await query.orderBy('created_at', 'desc').orderBy('id', 'desc').limit(100).execute()
  return newestFirst.reverse()
}

/** A message whose text stays after sending. */
export async function findKept(db: Db, instanceId: string, id: string): Promise<MessageRow | undefined> {
  const rows = db.selectFrom('messages').selectAll().where('instance_id', '=', instanceId).where('id', '=', id)
  return rows.where('is_kept', '=', 1).executeTakeFirst()
}

export async function deleteMessages(db: Db, instanceId: string): Promise<void> {
  await db.deleteFrom('messages').where('instance_id', '=', instanceId).execute()
}
