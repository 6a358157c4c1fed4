import { AppError } from '@countersign/contract'
import { record } from '../audit/audit.ts'
import { transact } from '../db/transact.ts'
import type { Scope } from '../http/scope.ts'
import { requireEndpoint } from './endpoints.ts'
import { testEvent } from './event-types.ts'
import { queueEvent } from './publish.ts'
import type { DeliveryRow } from './queue.store.ts'
import { findDelivery, queueAgain, queueFailedSince } from './replay.store.ts'

/** Hands an event over once more. */
export async function replay(scope: Scope, actorId: string, id: string): Promise<DeliveryRow> {
  const { context, now } = scope
  await transact(context.db, async (trx) => {
    const row = await findDelivery(trx, scope.instance.id, id)
    if (!row) throw new AppError('resource_not_found')
    await requireEnabled(trx, scope, row.endpoint_id)
    await queueAgain(trx, id, now)
    await record(trx, scope, 'webhook.replayed', { actorId, details: { delivery_id: id } })
  })
  context.onQueued()
  const row = await findDelivery(context.db, scope.instance.id, id)
  if (!row) throw new AppError('resource_not_found')
  return row
}

/** Hands over everything that failed since then, after a receiver was away. Resolves to how many. */
export async function replayFailed(scope: Scope, actorId: string, endpointId: string, since: number): Promise<number> {
  const { context, now } = scope
  const count = await transact(context.db, async (trx) => {
    await requireEnabled(trx, scope, endpointId)
    const queued = await queueFailedSince(trx, endpointId, since, now)
    const details = { endpoint_id: endpointId, since, count: queued }
    await record(trx, scope, 'webhook.failed_replayed', { actorId, details })
    return queued
  })
  context.onQueued()
  return count
}

/** An event that says nothing, to see whether the receiver takes it. It goes the way of all others. */
export async function sendTestEvent(scope: Scope, actorId: string, endpointId: string): Promise<void> {
  await transact(scope.context.db, async (trx) => {
    await requireEnabled(trx, scope, endpointId)
    await queueEvent(trx, scope, testEvent, { object: 'webhook_endpoint', id: endpointId }, [endpointId])
    await record(trx, scope, 'webhook_endpoint.tested', { actorId, details: { endpoint_id: endpointId } })
  })
}

async function requireEnabled(trx: Parameters<typeof requireEndpoint>[0], scope: Scope, id: string): Promise<void> {
  if ((await requireEndpoint(trx, scope, id)).disabled_at !== null) throw new AppError('webhook_endpoint_disabled')
}
