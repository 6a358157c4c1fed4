/** A receiver of an app's own. */
export interface WebhookEndpointView {
  object: 'webhook_endpoint'
  id: string
  /** The origin; a path or a query, which may hold a token, is shown as `…`. */
  url: string
  description: string
  /** None wants all. */
  events: string[]
  enabled: boolean
  disabled_at: number | null
  disabled_why: 'operator' | 'gone' | 'failing' | null
  failing_since: number | null
  created_at: number
  updated_at: number
}

/** Told once, by the answer that made it. */
export interface WebhookSecretView extends WebhookEndpointView {
  secret: string
}

export interface WebhookAttemptView {
  at: number
  milliseconds: number
  response_status: number | null
  problem: string | null
}

export interface WebhookDeliveryView {
  object: 'webhook_delivery'
  id: string
  event_id: string
  endpoint_id: string
  type: string
  status: 'queued' | 'delivered' | 'failed'
  next_try_at: number | null
  created_at: number
  delivered_at: number | null
  attempts: WebhookAttemptView[]
}

export interface WebhookDeliveriesView {
  deliveries: WebhookDeliveryView[]
  next: string | null
}

export interface WebhookQueuedView {
  object: 'webhook_endpoint'
  id: string
  queued: number
}

export interface WebhookEventTypeView {
  name: string
  description: string
}
