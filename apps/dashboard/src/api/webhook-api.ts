import type { Ask } from './ask.ts'
import type {
  DeliveryPage,
  EventType,
  NewWebhookEndpoint,
  WebhookDelivery,
  WebhookEndpoint,
  WebhookWish,
} from './webhook-views.ts'

export interface WebhookApi {
  eventTypes(id: string): Promise<readonly EventType[]>
  endpoints(id: string): Promise<readonly WebhookEndpoint[]>
  add(id: string, wish: WebhookWish): Promise<NewWebhookEndpoint>
  change(id: string, endpointId: string, change: Partial<WebhookWish> & { enabled?: boolean }): Promise<WebhookEndpoint>
  remove(id: string, endpointId: string): Promise<unknown>
  rotate(id: string, endpointId: string): Promise<NewWebhookEndpoint>
  test(id: string, endpointId: string): Promise<unknown>
  deliveries(id: string, endpointId: string): Promise<DeliveryPage>
  replay(id: string, deliveryId: string): Promise<WebhookDelivery>
  replayFailed(id: string, endpointId: string, since: number): Promise<{ queued: number }>
}

export function createWebhookApi(ask: Ask): WebhookApi {
  const at = (id: string) => `/instances/${encodeURIComponent(id)}/webhooks`
  const one = (id: string, endpointId: string) => `${at(id)}/endpoints/${encodeURIComponent(endpointId)}`
  return {
    eventTypes: (id) => ask('GET', `${at(id)}/event_types`),
    endpoints: (id) => ask('GET', `${at(id)}/endpoints`),
    add: (id, wish) => ask('POST', `${at(id)}/endpoints`, wish),
    change: (id, endpointId, change) => ask('PATCH', one(id, endpointId), change),
    remove: (id, endpointId) => ask('DELETE', one(id, endpointId)),
    rotate: (id, endpointId) => ask('POST', `${one(id, endpointId)}/rotate_secret`),
    test: (id, endpointId) => ask('POST', `${one(id, endpointId)}/test`),
    deliveries: (id, endpointId) => ask('GET', `${one(id, endpointId)}/deliveries`),
    replay: (id, deliveryId) => ask('POST', `${at(id)}/deliveries/${encodeURIComponent(deliveryId)}/replay`),
    replayFailed: (id, endpointId, since) => ask('POST', `${one(id, endpointId)}/replay_failed`, { since }),
  }
}
