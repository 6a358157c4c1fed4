import type { Generated } from 'kysely'
import type { Flag } from './flag.ts'

export interface ClientTable {
  id: string
  instance_id: string
  token_hash: string
  sign_in_id: string | null
  sign_up_id: string | null
  last_active_session_id: string | null
  last_strategy: string | null
  /** How many times a proof replaced the token. */
  generation: Generated<number>
  cookie_expires_at: number
  created_at: number
  updated_at: number
}

export interface SessionTable {
  id: string
  instance_id: string
  client_id: string
  user_id: string
  status: 'active' | 'ended' | 'removed' | 'expired' | 'revoked' | 'replaced'
  first_strategy: string
  first_verified_at: number | null
  second_strategy: string | null
  second_verified_at: number | null
  /** A run of proving again was begun and is not complete: sensitive changes wait for it, however fresh the session is. */
  owes_verification: Flag
  user_agent: string | null
  ip: string | null
  /** It may set up a new second factor and do nothing else; null for every other session. */
  recovery_id: string | null
  /** JSON of the `act` claim: who acts as the user here. */
  actor: string | null
  /** The user's epoch when it was opened: until the next security event, its browser is one that the user is known in. */
  epoch: number
  /** Id of the rule whose factor was put off in this session. */
  mfa_skipped: string | null
  /** Of the client's token under which it was opened or last proven: holders of an older token do not see what came with it. */
  generation: Generated<number>
  created_at: number
  last_active_at: number
  expires_at: number
  ended_at: number | null
  updated_at: number
}

/**
 * A request that replaced its client's token, or showed something once. For some seconds its very same repeat gets the very same answer
 * (docs/decisions/0018).
 */
export interface ClientRenewalTable {
  id: string
  instance_id: string
  client_id: string
  /** Of the token that was given up. */
  generation: number
  from_hash: string
  /** The same as `from_hash` where nothing was proven and the token stayed. */
  to_hash: string
  /** Of method, path, query and body. */
  request_mac: string
  /** Repeats under the old token that were not the same request. */
  misses: number
  /** JSON: what the holder of the old token may still read, as it was. */
  before: string
  answer_sealed: string
  /** Null as long as the answer is being made; the new token alone is sealed until then. */
  answered_at: number | null
  created_at: number
  expires_at: number
}

/** Cookies for an app's server to set, until its nonce is redeemed. The row is deleted by that. */
export interface HandshakeTable {
  id: string
  instance_id: string
  nonce_hash: string
  directives_sealed: string
  created_at: number
  expires_at: number
}

/** A browser in which a user is not asked for the second step, until `expires_at` or the next security event (R96, R97). */
export interface TrustedDeviceTable {
  id: string
  instance_id: string
  user_id: string
  /** The browser's own client, so that whoever ends its sessions from afar ends this as well. */
  client_id: string
  /** Of a cookie that is new after every use. */
  token_hash: string
  /** Of what all tokens of this device begin with; null for one that was last used before tokens had that part. */
  family_hash: string | null
  /** The token that the current one replaced. */
  used_hash: string | null
  /** Hashes of the client cookies that came with it, separated by spaces. */
  used_clients: string | null
  /** The user's epoch when the second factor was proven. */
  epoch: number
  user_agent: string | null
  last_used_at: number
  created_at: number
  /** Never moves: what counts is when the second factor was proven. */
  expires_at: number
}
