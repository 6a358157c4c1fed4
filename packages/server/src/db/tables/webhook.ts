/** A receiver of an app's own. */
export interface WebhookEndpointTable {
  id: string
  instance_id: string
  /** What may be shown of the address; all of it while `url_sealed` is empty. */
  url: string
  url_sealed: string
  description: string
  /** JSON list of event types; an empty one wants all. */
  events: string
  created_at: number
  updated_at: number
  /** Since when nothing has been taken; null after a success. */
  failing_since: number | null
  disabled_at: number | null
  /** `gone`: it answered 410. */
  disabled_why: 'operator' | 'gone' | 'failing' | null
}

export interface WebhookSecretTable {
  id: string
  instance_id: string
  endpoint_id: string
  /** The bytes of the key, base64. */
  secret_sealed: string
  created_at: number
  /** Set when another one took its place; it still signs until then. */
  expires_at: number | null
}

/** Something that happened, as every endpoint is told of it. */
export interface WebhookEventTable {
  id: string
  instance_id: string
  type: string
  /** JSON, signed byte for byte. */
  body: string
  created_at: number
}

/** One event on its way to one endpoint. */
export interface WebhookDeliveryTable {
  id: string
  instance_id: string
  event_id: string
  endpoint_id: string
  type: string
  status: 'queued' | 'delivered' | 'failed'
  /** Since it was queued or played again. */
  tries: number
  /** When it is due; while a server works on it, when another one may take it over. */
  next_at: number | null
  created_at: number
  delivered_at: number | null
}

export interface WebhookAttemptTable {
  id: string
  delivery_id: string
  at: number
  milliseconds: number
  /** Null when there was no answer. */
  response_status: number | null
  /** In our own words. */
  problem: string | null
}
