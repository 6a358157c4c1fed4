import type { Updateable } from 'kysely'
import { sql } from 'kysely'
import type { Db } from '../../db/open.ts'
import type { MessageTable } from '../../db/schema.ts'
import { transact } from '../../db/transact.ts'
import type { MessageRow } from '../messages.store.ts'

/**
 * Takes messages that are due, for `lease` milliseconds: whoever is killed while sending loses its lease, and another server sends. Two
 * servers never take the same one: PostgreSQL skips rows that are locked, SQLite has one writer.
 */
export function claimDue(
  db: Db,
  claim: { now: number; lease: number; most: number; skipLocked: boolean },
): Promise<MessageRow[]> {
  const { now, lease, most, skipLocked } = claim
  return transact(db, async (trx) => {
    let due = trx
      .selectFrom('messages')
      .select('id')
      .where('status', '=', sql.lit('queued'))
      .where('next_at', '<=', now)
      .orderBy('next_at')
      .limit(most)
    if (skipLocked) due = due.forUpdate().skipLocked()
    const ids = (await due.execute()).map(({ id }) => id)
    if (ids.length === 0) return []
    return trx
      .updateTable('messages')
      .set((eb) => ({ next_at: now + lease, tries: eb('tries', '+', 1) }))
      .where('id', 'in', ids)
      .returningAll()
      .execute()
  })
}

/** Whether anything is due, without a transaction: asked a few times a second. */
export async function isAnyDue(db: Db, now: number): Promise<boolean> {
  const row = await db
    .selectFrom('messages')
    .select('id')
    .where('status', '=', sql.lit('queued'))
    .where('next_at', '<=', now)
    .limit(1)
    .executeTakeFirst()
  return row !== undefined
}

/** Only while the message still waits: one that another server has settled meanwhile stays as it is. */
export async function settle(db: Db, id: string, change: Updateable<MessageTable>): Promise<void> {
  await db.updateTable('messages').set(change).where('id', '=', id).where('status', '=', 'queued').execute()
}
