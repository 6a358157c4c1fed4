import type { Generated } from 'kysely'
/**
 * Every table, for both engines. Portable types only: text ids, integer milliseconds, 0/1 integers, JSON as text, blobs as base64url text.
 * A column's name says how a secret is kept: `…_sealed` (AES-256-GCM bound to row and purpose), `…_hash` (SHA-256 of a random token,
 * or a password hash), `…_mac` (HMAC under the pepper).
 */
export interface Schema {
  meta: MetaTable
  applications: ApplicationTable
  instances: InstanceTable
  instance_hosts: InstanceHostTable
  secret_keys: SecretKeyTable
  signing_keys: SigningKeyTable
  users: UserTable
  email_addresses: EmailAddressTable
  phone_numbers: PhoneNumberTable
  totp_factors: TotpFactorTable
  backup_code_sets: BackupCodeSetTable
  backup_codes: BackupCodeTable
  clients: ClientTable
  sign_ins: SignInTable
  sign_ups: SignUpTable
  verifications: VerificationTable
  sessions: SessionTable
  reverifications: ReverificationTable
  tickets: TicketTable
  messages: MessageTable
  failures: FailureTable
  limits: LimitTable
  audit: AuditTable
}

/** 0 or 1. */
export type Flag = 0 | 1

export interface MetaTable {
  key: string
  value: string
}

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
  created_at: number
  last_used_at: number | null
  revoked_at: number | null
}

export interface SigningKeyTable {
  /** The `kid`. */
  id: string
  instance_id: string
  public_jwk: string
  private_sealed: string
  created_at: number
  retired_at: number | null
}

export interface UserTable {
  id: string
  instance_id: string
  external_id: string | null
  username: string | null
  /** NFKC case-folded, unique in the instance. */
  username_key: string | null
  first_name: string | null
  last_name: string | null
  primary_email_id: string | null
  primary_phone_id: string | null
  password_hash: string | null
  password_updated_at: number | null
  public_metadata: string
  private_metadata: string
  unsafe_metadata: string
  /** Security epoch: raised by password, factor, address and operator events; attempts and codes of an older epoch are void (R61). */
  epoch: number
  banned_at: number | null
  /** Strategy of the last second factor used with success; it is asked first. */
  last_second_factor: string | null
  mfa_enabled_at: number | null
  last_sign_in_at: number | null
  last_active_at: number | null
  created_at: number
  updated_at: number
}

export interface PhoneNumberTable {
  id: string
  instance_id: string
  user_id: string
  /** E.164. */
  number: string
  /** ISO 3166-1 of the numbering plan's owner. */
  country: string
  verified_at: number | null
  /** When it was reserved for the second step; null = it is not. */
  reserved_at: number | null
  /** The reserved number made default last is the one that is asked first. */
  default_at: number | null
  created_at: number
  updated_at: number
}

export interface EmailAddressTable {
  id: string
  instance_id: string
  user_id: string
  /** As typed, normalised for display. */
  address: string
  /** Canonical form; unique among the verified addresses of an instance (R25, R48). */
  address_key: string
  verified_at: number | null
  created_at: number
  updated_at: number
}

export interface TotpFactorTable {
  id: string
  instance_id: string
  user_id: string
  secret_sealed: string
  /** Last accepted time step; only ever grows (R4). */
  last_step: number
  /** Null while the enrolment is open. */
  confirmed_at: number | null
  /** The session that started the enrolment and alone may confirm it (R65); null for imported factors. */
  session_id: string | null
  /** End of an open enrolment. */
  expires_at: number | null
  created_at: number
  updated_at: number
}

export interface BackupCodeSetTable {
  id: string
  instance_id: string
  user_id: string
  salt: string
  created_at: number
}

export interface BackupCodeTable {
  id: string
  set_id: string
  user_id: string
  code_mac: string
  used_at: number | null
}

export interface ClientTable {
  id: string
  instance_id: string
  token_hash: string
  sign_in_id: string | null
  sign_up_id: string | null
  last_active_session_id: string | null
  last_strategy: string | null
  cookie_expires_at: number
  created_at: number
  updated_at: number
}

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
  first_strategy: string | null
  first_at: number | null
  /** The address that received the first factor's code. */
  first_identification_id: string | null
  /** Set when the first proof was a reset code: a new password must follow. */
  reset_at: number | null
  new_password_at: number | null
  second_strategy: string | null
  second_at: number | null
  /** Wrong tries of the second step; five end it. */
  second_tries: number
  session_id: string | null
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
  username: string | null
  password_hash: string | null
  first_name: string | null
  last_name: string | null
  unsafe_metadata: string
  locale: string | null
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
  user_agent: string | null
  ip: string | null
  created_at: number
  last_active_at: number
  expires_at: number
  ended_at: number | null
  updated_at: number
}

/** One run of proving again within a session. */
export interface ReverificationTable {
  id: string
  instance_id: string
  session_id: string
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

/** A single-use ticket that stands for the first factor (an operator's link). */
export interface TicketTable {
  id: string
  instance_id: string
  user_id: string
  token_hash: string
  created_at: number
  expires_at: number
  used_at: number | null
}

/** `kept`: there is no transport, the message waits in the inbox. */
export type MessageStatus = 'kept' | 'queued' | 'sent' | 'refused' | 'expired'

export interface MessageTable {
  id: string
  instance_id: string
  channel: 'email' | 'sms'
  /** `code` or the name of a notice. */
  kind: string
  destination: string
  destination_key: string
  /** JSON of subject, body and code; emptied once the message of a production instance is out of our hands (R18). */
  content_sealed: string
  created_at: number
  status: Generated<MessageStatus>
  /** 1 where the inbox shows it, in development instances: its text stays after sending. */
  is_kept: Generated<number>
  /** Of the number, ISO 3166-1. */
  country: string | null
  /** Rounds over all transports so far. */
  tries: Generated<number>
  /** When a queued message is due; while a server works on it, when another one may take it over. */
  next_at: number | null
  /** After this there is no use in sending it. */
  expires_at: number | null
  /** Name of the transport that took it last. */
  transport: string | null
  provider_id: string | null
  sent_at: number | null
  /** Why the last try failed, in our own words. */
  problem: string | null
}

/** Consecutive failures of a user (or of an identifier nobody owns), in the database so that no reconnect resets them (R8). */
export interface FailureTable {
  /** `user_…`, or `identifier:<mac>`. */
  subject: string
  instance_id: string
  level: 'first' | 'second'
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
