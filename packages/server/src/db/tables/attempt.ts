import type { Generated } from 'kysely'
import type { Flag } from './flag.ts'

/** One run of the sign-in flow. Facts only grow: a column goes from null to a value, once. */
export interface SignInTable {
  id: string
  instance_id: string
  client_id: string
  identifier: string | null
  /** Null for an unknown identifier; such an attempt looks the same and never completes. */
  user_id: string | null
  /** The user's epoch when the attempt began. */
  epoch: number
  /** No identifier was typed: the passkey says whose sign-in it is. */
  by_passkey: Flag
  first_strategy: string | null
  first_at: number | null
  /** The address or number that received the first factor's code. */
  first_identification_id: string | null
  /** Set when the first proof was a reset code: a new password must follow. */
  reset_at: number | null
  new_password_at: number | null
  second_strategy: string | null
  second_at: number | null
  /** Wrong tries of the second step; five end it. */
  second_tries: number
  /** The user had signed in with this browser before, and nothing has happened to the account since. */
  known_client: Flag
  /** The code that stood in for a known browser. It is no second factor. */
  trust_strategy: string | null
  trusted_at: number | null
  /** Hash of the token by which the browser is trusted with the second step; gone when that was used elsewhere or removed. */
  trusted_by: string | null
  session_id: string | null
  /** JSON of the `act` claim: somebody else signs in as the user, with a ticket made for that. */
  actor: string | null
  /** How long the session may last, where the ticket says so. */
  session_seconds: number | null
  created_at: number
  expires_at: number
}

export interface SignUpTable {
  id: string
  instance_id: string
  client_id: string
  email_address: string | null
  email_key: string | null
  email_verified_at: number | null
  /** E.164. */
  phone_number: string | null
  /** ISO 3166-1. */
  phone_country: string | null
  phone_verified_at: number | null
  username: string | null
  password_hash: string | null
  first_name: string | null
  last_name: string | null
  unsafe_metadata: string
  locale: string | null
  /** Given by the app's own server; goes to the user. */
  external_id: string | null
  /** The invitation that brought the address, which counts as verified. */
  invitation_id: string | null
  user_id: string | null
  session_id: string | null
  created_at: number
  expires_at: number
}

export type VerificationPurpose =
  | 'sign_in'
  | 'reset_password'
  | 'sign_up'
  | 'email_address'
  | 'phone_number'
  | 'reverification'
  | 'second_factor'
  | 'recovery'

/** A code that was sent and waits to be claimed; bound to its attempt, purpose, user and destination (R15). */
export interface VerificationTable {
  id: string
  instance_id: string
  purpose: VerificationPurpose
  /** The sign-in, sign-up, reverification or e-mail address that the code belongs to. */
  attempt_id: string
  /** Null where nobody is behind the identifier: the code is never right. */
  user_id: string | null
  epoch: number
  identification_id: string | null
  destination_key: string
  code_mac: string
  tries: number
  max_tries: number
  sent_at: number
  expires_at: number
  /** Claimed (`used_at`) or replaced by a newer code (`void_at`). */
  used_at: number | null
  void_at: number | null
  /** Who asked for it (`groupOf`), strangers with their network: their codes void none of other people's. */
  asked_by: string | null
  /** MAC of the address that asked: a right code gives back what the message took from that address. */
  asked_from: string | null
}

/** One run of proving again within a session. */
export interface ReverificationTable {
  id: string
  instance_id: string
  session_id: string
  /** What it approves; such a run does nothing else. */
  step_up_id: string | null
  user_id: string
  epoch: number
  level: 'first_factor' | 'second_factor' | 'multi_factor'
  first_strategy: string | null
  first_at: number | null
  second_strategy: string | null
  second_at: number | null
  second_tries: number
  completed_at: number | null
  created_at: number
  expires_at: number
}

/** A single-use ticket that stands for the first factor (an operator's link, a sign-in token) or for somebody else who acts as the user. */
export interface TicketTable {
  id: string
  instance_id: string
  user_id: string
  kind: Generated<'sign_in' | 'actor'>
  /** The user's epoch when it was made; null = good in any. */
  epoch: number | null
  /** JSON of the `act` claim, of actor tokens only. */
  actor: string | null
  /** How long the session of an actor may last. */
  session_seconds: number | null
  token_hash: string
  created_at: number
  expires_at: number
  used_at: number | null
  revoked_at: number | null
}
