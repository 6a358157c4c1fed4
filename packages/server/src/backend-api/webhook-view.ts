import type { WebhookDeliveryView, WebhookEndpointView } from '@countersign/contract'
import { shownUrl } from '../webhooks/endpoint-url.ts'
import type { EndpointRow } from '../webhooks/endpoints.store.ts'
import type { AttemptRow, DeliveryRow } from '../webhooks/queue.store.ts'

/** Never with a secret: that is told by the answer that made it. Nor with the path of the address, which often is one. */
export function endpointView(row: EndpointRow): WebhookEndpointView {
  return {
    object: 'webhook_endpoint',
    id: row.id,
    url: shownUrl(row),
    description: row.description,
    events: JSON.parse(row.events),
    enabled: row.disabled_at === null,
    disabled_at: row.disabled_at,
    disabled_why: row.disabled_why,
    failing_since: row.failing_since,
    created_at: row.created_at,
    updated_at: row.updated_at,
  }
}

export function deliveryView(row: DeliveryRow, attempts: readonly AttemptRow[]): WebhookDeliveryView {
  return {
    object: 'webhook_delivery',
    id: row.id,
    event_id: row.event_id,
    endpoint_id: row.endpoint_id,
    type: row.type,
    status: row.status,
    next_try_at: row.next_at,
    created_at: row.created_at,
    delivered_at: row.delivered_at,
    attempts: attempts
      .filter(({ delivery_id }) => delivery_id === row.id)
      .map(({ at, milliseconds, response_status, problem }) => ({ at, milliseconds, response_status, problem })),
  }
}
