export type FirstStrategy =
  | 'password'
  | 'email_code'
  | 'phone_code'
  | 'reset_password_email_code'
  | 'reset_password_phone_code'
  | 'ticket'
  | 'passkey'
export type SecondStrategy = 'totp' | 'phone_code' | 'backup_code' | 'passkey'
/** Those that make a sign-in ask for a second step; backup codes only stand in for one of them. */
export type StrongFactor = 'totp' | 'phone_code' | 'passkey'
/** What follows the first step: a second factor, or a code by mail that makes a browser known. */
export type SecondStepStrategy = SecondStrategy | 'email_code'
export type Strategy = FirstStrategy | SecondStrategy

export interface VerificationView {
  object: 'verification'
  status: 'unverified' | 'verified' | 'failed' | 'expired'
  strategy: string | null
  attempts: number | null
  expire_at: number | null
  /** JSON: what a passkey is asked to sign, or how one is to be made. */
  nonce?: string | null
}

export interface SignUpVerificationView extends VerificationView {
  next_action: 'needs_prepare' | 'needs_attempt' | ''
  supported_strategies: string[]
}

export type FactorView =
  | { strategy: 'password' | 'totp' | 'backup_code' | 'passkey' }
  | {
      strategy: 'email_code' | 'reset_password_email_code'
      email_address_id: string
      safe_identifier: string
      primary: boolean
    }
  | {
      strategy: 'phone_code'
      phone_number_id: string
      safe_identifier: string
      primary: boolean
      default: boolean
    }
  | {
      strategy: 'reset_password_phone_code'
      phone_number_id: string
      safe_identifier: string
      primary: boolean
      default: boolean
    }

export interface TotpView {
  object: 'totp'
  id: string
  /** Base32; only while the enrolment is unconfirmed (R71). */
  secret: string | null
  uri: string | null
  verified: boolean
  /** Only when this confirmation made a new set. */
  backup_codes: string[] | null
  created_at: number
  updated_at: number
}

/** One of the user's authenticator apps. */
export interface AuthenticatorAppView {
  object: 'authenticator_app'
  id: string
  /** What its owner calls it; null where nobody gave it a name. */
  name: string | null
  /** Base32; only while the enrolment is unconfirmed (R71). */
  secret: string | null
  uri: string | null
  verified: boolean
  /** Only when this confirmation made a new set. */
  backup_codes: string[] | null
  last_used_at: number | null
  created_at: number
  updated_at: number
}

/** What to offer somebody who uses codes by SMS and nothing better; empty when there is nothing to offer now. */
export interface NudgeView {
  object: 'nudge'
  offers: StrongerFactor[]
}

export type StrongerFactor = 'passkey' | 'totp'

/** What came of the offers. */
export interface NudgeCountsView {
  object: 'nudge_counts'
  /** Who was asked at least once. */
  users: number
  /** How often all of them were asked. */
  asked: number
  /** Whose latest answer was “not now”, and “don’t ask again”. */
  later: number
  never: number
  /** Who set up an app or a passkey after they were asked, and has it still. */
  moved: number
}

export interface BackupCodeView {
  object: 'backup_code'
  id: string
  codes: string[]
  created_at: number
  updated_at: number
}

export interface PasskeyView {
  object: 'passkey'
  id: string
  name: string
  /** While the passkey is being made, its nonce holds the options for the browser. */
  verification: VerificationView | null
  last_used_at: number | null
  /** Only when this passkey made a new set. */
  backup_codes: string[] | null
  created_at: number
  updated_at: number
}
