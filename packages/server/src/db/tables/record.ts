import type { Generated } from 'kysely'

export interface MetaTable {
  key: string
  value: string
}

/** A master key that values were sealed under; the key itself is never here. */
export interface MasterKeyTable {
  /** As in each sealed value. */
  id: string
  /** The how manyth it is. */
  number: number
  /** Since when new values are sealed under it; the latest is where old ones go. */
  current_since: number
  /** From then on no process may start to seal under it. */
  retired_at: number | null
}

/** A random value under which MACs are made. */
export interface PepperTable {
  /** As in front of each MAC; `pepper` for the first, whose MACs carry no name. */
  id: string
  /** Empty when nothing needs it any more. */
  value_sealed: string
  created_at: number
  /** Used from then on; every process knew it before. */
  active_at: number
  /** Its successor is used from then on. */
  retired_at: number | null
}

/** What a migration was when it ran here. */
export interface MigrationChecksumTable {
  name: string
  checksum: string
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

/** A request with a forwarding header, from a peer that is not trusted. */
export interface ProxySightingTable {
  kind: 'loopback' | 'private' | 'public'
  header: string
  peer: string | null
  seen_at: number
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
  /** HMAC of all of the above, written with it; empty in rows from before there was one. */
  seal: Generated<string>
  /** Its place in the chain of its instance, given within seconds; null until then. */
  seq: Generated<number | null>
  /** Hash over this row and the link before it. */
  link: Generated<string | null>
}

/** How far the chain of an instance goes. Whoever lengthens it holds this row. */
export interface AuditChainTable {
  instance_id: string
  seq: number
  link: string
  seal: string
}

/** Signed with the key of the instance, so that it can be checked by whoever has the public one. */
export interface AuditHeadTable {
  instance_id: string
  /** An anchor says that everything up to it was deleted because it was old. */
  kind: 'head' | 'anchor'
  seq: number
  link: string
  at: number
  kid: string
  signature: string
}
