import type { Db, Trx } from '../db/open.ts'
import type { AttemptRow, DeliveryRow } from './queue.store.ts'

export function listDeliveries(
  db: Db,
  filter: {
    endpointId: string
    status?: DeliveryRow['status'] | undefined
    before?: string | undefined
    limit: number
  },
): Promise<DeliveryRow[]> {
  let query = db.selectFrom('webhook_deliveries').selectAll().where('endpoint_id', '=', filter.endpointId)
  if (filter.status) query = query.where('status', '=', filter.status)
  // Ids sort by creation.
  if (filter.before) query = query.where('id', '<', filter.before)
  return query.orderBy('created_at', 'desc').orderBy('id', 'desc').limit(filter.limit).execute()
}

export function findDelivery(db: Db | Trx, instanceId: string, id: string): Promise<DeliveryRow | undefined> {
  return db
    .selectFrom('webhook_deliveries')
    .selectAll()
    .where('instance_id', '=', instanceId)
    .where('id', '=', id)
    .executeTakeFirst()
}

/** Oldest first. */
export function listAttempts(db: Db, deliveryIds: readonly string[]): Promise<AttemptRow[]> {
  if (deliveryIds.length === 0) return Promise.resolve([])
  return db
    .selectFrom('webhook_attempts')
    .selectAll()
    .where('delivery_id', 'in', deliveryIds)
    .orderBy('at')
    .orderBy('id')
    .execute()
}

/** Under the same id of the event, so that a receiver that had it all the same can tell. */
export async function queueAgain(trx: Trx, id: string, now: number): Promise<void> {
  await trx
    .updateTable('webhook_deliveries')
    .set({ status: 'queued', tries: 0, next_at: now, delivered_at: null })
    .where('id', '=', id)
    .where('status', '!=', 'queued')
    .execute()
}

export async function queueFailedSince(trx: Trx, endpointId: string, since: number, now: number): Promise<number> {
  const rows = await trx
    .updateTable('webhook_deliveries')
    .set({ status: 'queued', tries: 0, next_at: now })
    .where('endpoint_id', '=', endpointId)
    .where('status', '=', 'failed')
    .where('created_at', '>=', since)
    .returning('id')
    .execute()
  return rows.length
}
