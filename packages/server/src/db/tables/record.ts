export interface MetaTable {
  key: string
  value: string
}

/** Consecutive failures of a user (or of an identifier nobody owns), in the database so that no reconnect resets them (R8). */
export interface FailureTable {
  /** `user_…`, `user_…@client_…` where the user is known, `identifier:<mac>`, or an authenticator. */
  subject: string
  instance_id: string
  level: 'password' | 'first' | 'passkey' | 'reset' | 'second' | 'operator' | 'worn'
  count: number
  locked_until: number | null
  updated_at: number
}

/** Fixed windows for rate limits. */
export interface LimitTable {
  key: string
  window_start: number
  count: number
  expires_at: number
}

export interface AuditTable {
  id: string
  instance_id: string
  at: number
  event: string
  actor_id: string | null
  user_id: string | null
  ip: string | null
  user_agent: string | null
  request_id: string | null
  /** JSON without secrets. */
  details: string
}
