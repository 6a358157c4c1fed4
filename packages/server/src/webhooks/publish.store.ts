import type { Trx } from '../db/open.ts'
import type { WebhookDeliveryTable, WebhookEventTable } from '../db/schema.ts'

/** The enabled endpoints of an instance that want events of this type. */
export async function endpointsFor(trx: Trx, instanceId: string, type: string): Promise<string[]> {
  const rows = await trx
    .selectFrom('webhook_endpoints')
    .select(['id', 'events'])
    .where('instance_id', '=', instanceId)
    .where('disabled_at', 'is', null)
    .orderBy('id')
    .execute()
  return rows.filter(({ events }) => wants(JSON.parse(events), type)).map(({ id }) => id)
}

/** An empty list wants everything. */
function wants(events: string[], type: string): boolean {
  return events.length === 0 || events.includes(type)
}

export async function insertEvent(
  trx: Trx,
  event: WebhookEventTable,
  deliveries: WebhookDeliveryTable[],
): Promise<void> {
  await trx.insertInto('webhook_events').values(event).execute()
  await trx.insertInto('webhook_deliveries').values(deliveries).execute()
}
