export interface WebhookEndpoint {
  id: string
  url: string
  description: string
  /** None wants all. */
  events: readonly string[]
  enabled: boolean
  disabled_why: 'operator' | 'gone' | 'failing' | null
  failing_since: number | null
}

export interface NewWebhookEndpoint extends WebhookEndpoint {
  /** Answered once, when it is made, and never again. */
  secret: string
}

export interface WebhookWish {
  url: string
  description: string
  events: readonly string[]
}

export interface EventType {
  name: string
  description: string
}

export interface WebhookAttempt {
  at: number
  milliseconds: number
  response_status: number | null
  problem: string | null
}

export interface WebhookDelivery {
  id: string
  event_id: string
  type: string
  status: 'queued' | 'delivered' | 'failed'
  next_try_at: number | null
  created_at: number
  attempts: readonly WebhookAttempt[]
}

export interface DeliveryPage {
  deliveries: readonly WebhookDelivery[]
  next: string | null
}
