import type { Generated } from 'kysely'
import type { Flag } from './flag.ts'

export interface ApplicationTable {
  id: string
  name: string
  kind: 'customer' | 'dashboard'
  created_at: number
}

export interface InstanceTable {
  id: string
  application_id: string
  slug: string
  environment: 'development' | 'production'
  publishable_key: string
  /** JSON of `Settings`, changed only by compare-and-set on `settings_version`. */
  settings: string
  settings_version: number
  /** JSON list of the event types that an enabled endpoint wants; `*` for all. */
  webhook_events: Generated<string>
  created_at: number
  updated_at: number
}

/** A host (with port when it is not the default) that names one instance. */
export interface InstanceHostTable {
  host: string
  instance_id: string
  is_primary: Flag
}

export interface SecretKeyTable {
  id: string
  instance_id: string
  name: string
  key_hash: string
  /** Last four characters, for recognising it. */
  hint: string
  /** The administrator who made it or rolled it, `unknown` where that is not on record; null when it was made on the server. */
  made_by: string | null
  /** Names of scopes with commas between them; null for a key that may do everything. */
  scopes: string | null
  /** Null for a key that does not expire. */
  expires_at: number | null
  created_at: number
  last_used_at: number | null
  revoked_at: number | null
}

export interface SigningKeyTable {
  /** The `kid`. */
  id: string
  instance_id: string
  public_jwk: string
  /** Empty when it has left the key set. */
  private_sealed: string
  created_at: number
  /** Signs from then on; it was in the key set before. */
  active_at: Generated<number>
  /** Its successor signs from then on. Null for the newest key of an instance, of which there is one. */
  retired_at: number | null
}
