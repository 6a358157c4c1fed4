import { type Selectable, sql } from 'kysely'
import { claim } from '../db/claim.ts'
import type { Db, Trx } from '../db/open.ts'
import type { WebhookAttemptTable, WebhookDeliveryTable } from '../db/schema.ts'
import { transact } from '../db/transact.ts'
import type { Next } from './schedule.ts'

export type DeliveryRow = Selectable<WebhookDeliveryTable>
export type AttemptRow = Selectable<WebhookAttemptTable>

/** `resting`: endpoints that get nothing from this process for the moment. */
export interface Due {
  now: number
  resting: readonly string[]
}

function due(db: Db | Trx, { now, resting }: Due) {
  const query = db
    .selectFrom('webhook_deliveries')
    .select('id')
    .where('status', '=', sql.lit('queued'))
    .where('next_at', '<=', now)
  return resting.length > 0 ? query.where('endpoint_id', 'not in', resting) : query
}

export async function isAnyDue(db: Db, wanted: Due): Promise<boolean> {
  return (await due(db, wanted).limit(1).executeTakeFirst()) !== undefined
}

/**
 * Takes deliveries that are due, for `lease` milliseconds: whoever is killed while sending loses its lease, and another server sends. Two
 * never take the same one: PostgreSQL skips rows that are locked, SQLite has one writer.
 */
export function claimDue(
  db: Db,
  wanted: Due & { lease: number; most: number; skipLocked: boolean },
): Promise<DeliveryRow[]> {
  return transact(db, async (trx) => {
    let query = due(trx, wanted).orderBy('next_at').orderBy('id').limit(wanted.most)
    if (wanted.skipLocked) query = query.forUpdate().skipLocked()
    const ids = (await query.execute()).map(({ id }) => id)
    if (ids.length === 0) return []
    const rows = await trx
      .updateTable('webhook_deliveries')
      .set((eb) => ({ next_at: wanted.now + wanted.lease, tries: eb('tries', '+', 1) }))
      .where('id', 'in', ids)
      .returningAll()
      .execute()
    return rows.sort((a, b) => (a.id < b.id ? -1 : 1))
  })
}

/** False when the lease ran out and somebody else has taken or settled it: then this try decides nothing. */
export async function settle(trx: Trx, row: DeliveryRow, next: Next, deliveredAt: number | null): Promise<boolean> {
  const query = trx
    .updateTable('webhook_deliveries')
    .set({ ...next, delivered_at: deliveredAt })
    .where('id', '=', row.id)
    .where('status', '=', 'queued')
    .where('tries', '=', row.tries)
    .where('next_at', '=', row.next_at)
  return (await claim(query.returning('id'))) !== undefined
}

export async function insertAttempt(trx: Trx, row: AttemptRow): Promise<void> {
  await trx.insertInto('webhook_attempts').values(row).execute()
}

export async function readBody(db: Db, eventId: string): Promise<string | undefined> {
  const row = await db.selectFrom('webhook_events').select('body').where('id', '=', eventId).executeTakeFirst()
  return row?.body
}

/** What waits for an endpoint that was switched off can be played again later. */
export async function failQueued(trx: Trx, endpointId: string): Promise<void> {
  await trx
    .updateTable('webhook_deliveries')
    .set({ status: 'failed', next_at: null })
    .where('endpoint_id', '=', endpointId)
    .where('status', '=', 'queued')
    .execute()
}
