import type { Generated } from 'kysely'
import type { Flag } from './flag.ts'

export interface TotpFactorTable {
  id: string
  instance_id: string
  user_id: string
  /** What its owner calls it; null where nobody gave it a name. */
  name: string | null
  secret_sealed: string
  /** Last accepted time step; only ever grows (R4). */
  last_step: number
  /** Steps that the app's clock is ahead of ours: the middle of the three that are accepted. */
  drift: number
  /** How often in a row codes were off that middle, and to which side; the middle moves by one step at the fifth. */
  lean: number
  /** Null while the enrolment is open. */
  confirmed_at: number | null
  /** The session that started the enrolment and alone may confirm it (R65); null for imported factors. */
  session_id: string | null
  /** End of an open enrolment. */
  expires_at: number | null
  /** The app that goes when this enrolment is confirmed, and whose place it takes. */
  replaces: string | null
  last_used_at: number | null
  /** The oldest one is the user's TOTP on the wire. */
  created_at: number
  updated_at: number
}

export interface BackupCodeSetTable {
  id: string
  instance_id: string
  user_id: string
  salt: string
  /** Whether each code ends with a check character. Imported ones do not, nor do those from before there was one. */
  has_check: Generated<Flag>
  last_used_at: number | null
  last_used_ip: string | null
  last_used_agent: string | null
  /** When the user last showed one, without using it up. */
  proved_at: number | null
  created_at: number
}

export interface BackupCodeTable {
  id: string
  set_id: string
  user_id: string
  code_mac: string
  used_at: number | null
}

/** A key of a device or a password manager; only its public half is here. */
export interface PasskeyTable {
  id: string
  instance_id: string
  user_id: string
  name: string
  /** The domain the key works on. */
  rp_id: string
  /** What the authenticator knows the user by: random, the same for all passkeys of a user (R36). */
  user_handle: string
  /** Null while the enrolment is open, as is the key. */
  credential_id: string | null
  /** COSE, base64url. */
  public_key: string | null
  counter: number
  /** JSON list, as the browser told it. */
  transports: string
  /** Whether the key may be copied to other devices; never changes (R37). */
  backup_eligible: Flag
  backed_up: Flag
  /** What an open enrolment must sign. */
  challenge: string | null
  confirmed_at: number | null
  /** The session that began the enrolment and alone may finish it (R65). */
  session_id: string | null
  expires_at: number | null
  last_used_at: number | null
  created_at: number
  updated_at: number
}

/** What a passkey must sign to prove something: for one step of one attempt, once, within five minutes (R33). */
export interface PasskeyChallengeTable {
  id: string
  instance_id: string
  /** The sign-in or reverification. */
  attempt_id: string
  level: 'first' | 'second'
  challenge: string
  rp_id: string
  created_at: number
  expires_at: number
  used_at: number | null
}
