/** Resources as they cross the wire (snake_case; times are unix milliseconds). */

export type FirstStrategy = 'password' | 'email_code' | 'phone_code' | 'reset_password_email_code' | 'ticket'
export type SecondStrategy = 'totp' | 'phone_code' | 'backup_code'
export type Strategy = FirstStrategy | SecondStrategy

export interface VerificationView {
  object: 'verification'
  status: 'unverified' | 'verified' | 'failed' | 'expired'
  strategy: string | null
  attempts: number | null
  expire_at: number | null
}

export interface SignUpVerificationView extends VerificationView {
  next_action: 'needs_prepare' | 'needs_attempt' | ''
  supported_strategies: string[]
}

export type FactorView =
  | { strategy: 'password' | 'totp' | 'backup_code' }
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

export type SignInStatus =
  | 'needs_identifier'
  | 'needs_first_factor'
  | 'needs_new_password'
  | 'needs_second_factor'
  | 'complete'
  | 'abandoned'

export interface SignInView {
  object: 'sign_in'
  id: string
  status: SignInStatus
  identifier: string | null
  supported_identifiers: string[]
  supported_first_factors: FactorView[]
  supported_second_factors: FactorView[]
  first_factor_verification: VerificationView | null
  second_factor_verification: VerificationView | null
  user_data: { first_name: string | null; last_name: string | null; image_url: string; has_image: boolean } | null
  created_session_id: string | null
  client_trust_state: null
  protect_check: null
  abandon_at: number
}

export interface SignUpView {
  object: 'sign_up'
  id: string
  status: 'missing_requirements' | 'complete' | 'abandoned'
  required_fields: string[]
  optional_fields: string[]
  missing_fields: string[]
  unverified_fields: string[]
  verifications: {
    email_address: SignUpVerificationView | null
    phone_number: SignUpVerificationView | null
    web3_wallet: null
    external_account: null
  }
  email_address: string | null
  phone_number: string | null
  username: string | null
  first_name: string | null
  last_name: string | null
  has_password: boolean
  unsafe_metadata: Record<string, unknown>
  created_session_id: string | null
  created_user_id: string | null
  abandon_at: number
  legal_accepted_at: null
  locale: string | null
  web3_wallet: null
  external_account: null
}

export interface EmailAddressView {
  object: 'email_address'
  id: string
  email_address: string
  verification: VerificationView | null
  linked_to: never[]
  matches_sso_connection: false
  created_at: number
  updated_at: number
}

export interface PhoneNumberView {
  object: 'phone_number'
  id: string
  /** E.164. */
  phone_number: string
  reserved_for_second_factor: boolean
  default_second_factor: boolean
  verification: VerificationView | null
  linked_to: never[]
  /** Only when reserving this number made a new set. */
  backup_codes: string[] | null
  created_at: number
  updated_at: number
}

export interface UserView {
  object: 'user'
  id: string
  external_id: string | null
  username: string | null
  first_name: string | null
  last_name: string | null
  image_url: string
  has_image: boolean
  primary_email_address_id: string | null
  primary_phone_number_id: string | null
  primary_web3_wallet_id: null
  email_addresses: EmailAddressView[]
  phone_numbers: PhoneNumberView[]
  web3_wallets: never[]
  passkeys: never[]
  external_accounts: never[]
  enterprise_accounts: never[]
  organization_memberships: never[]
  password_enabled: boolean
  two_factor_enabled: boolean
  totp_enabled: boolean
  backup_code_enabled: boolean
  /** Ours: unused backup codes left; null when the user has none or may not see it. */
  backup_codes_left: number | null
  public_metadata: Record<string, unknown>
  unsafe_metadata: Record<string, unknown>
  last_sign_in_at: number | null
  delete_self_enabled: boolean
  create_organization_enabled: false
  create_organizations_limit: null
  legal_accepted_at: null
  created_at: number
  updated_at: number
}

/** What the Backend API adds to a user. */
export interface BackendUserView extends UserView {
  private_metadata: Record<string, unknown>
  banned: boolean
  locked: boolean
  lockout_expires_in_seconds: number | null
  verification_attempts_remaining: number
  last_active_at: number | null
  password_last_updated_at: number | null
  locale: string | null
  /** After an undo; the user cannot change how the account is entered until then. */
  changes_locked_until: number | null
  mfa_enabled_at: number | null
}

export interface PublicUserDataView {
  first_name: string | null
  last_name: string | null
  image_url: string
  has_image: boolean
  identifier: string
  user_id: string
  username: string | null
}

export interface SessionActivityView {
  object: 'session_activity'
  id: string
  browser_name: string | null
  browser_version: string | null
  device_type: string | null
  ip_address: string | null
  city: null
  country: null
  is_mobile: boolean
}

export type SessionStatus = 'active' | 'pending' | 'ended' | 'removed' | 'expired' | 'revoked' | 'replaced'

export interface SessionView {
  object: 'session'
  id: string
  client_id: string
  status: SessionStatus
  expire_at: number
  abandon_at: number
  last_active_at: number
  last_active_organization_id: null
  last_active_token: TokenView | null
  /** Who acts as the user here: the `act` claim of its tokens. */
  actor: ActorView | null
  tasks: { key: 'setup-mfa' }[] | null
  /** Minutes since the first and the second factor were proven; -1 = never in this session. */
  factor_verification_age: [number, number]
  user: UserView | null
  public_user_data: PublicUserDataView
  latest_activity?: SessionActivityView
  created_at: number
  updated_at: number
}

/** A session as the Backend API shows it. */
export interface BackendSessionView {
  object: 'session'
  id: string
  client_id: string
  user_id: string
  status: SessionStatus
  last_active_at: number
  last_active_organization_id: null
  expire_at: number
  abandon_at: number
  /** Who acts as the user here: the `act` claim of its tokens. */
  actor: ActorView | null
  tasks: { key: 'setup-mfa' }[] | null
  latest_activity: SessionActivityView
  created_at: number
  updated_at: number
}

export interface ActorView {
  sub: string
  [claim: string]: unknown
}

/** A single-use ticket, and where it is used. Only its maker sees the token, once. */
export interface SignInTokenView {
  object: 'sign_in_token'
  id: string
  user_id: string
  status: 'pending' | 'accepted' | 'revoked'
  token: string | null
  url: string | null
  created_at: number
  updated_at: number
}
export interface ActorTokenView extends Omit<SignInTokenView, 'object'> {
  object: 'actor_token'
  actor: ActorView
}

export interface TokenView {
  object: 'token'
  jwt: string
}

export interface ClientView {
  object: 'client'
  id: string
  sessions: SessionView[]
  sign_in: SignInView | null
  sign_up: SignUpView | null
  last_active_session_id: string | null
  last_authentication_strategy: string | null
  cookie_expires_at: number | null
  captcha_bypass: false
  created_at: number
  updated_at: number
}

/** A browser as the Backend API shows it. */
export interface BackendClientView {
  object: 'client'
  id: string
  session_ids: string[]
  /** Live ones. */
  sessions: BackendSessionView[]
  sign_in_id: string | null
  sign_up_id: string | null
  last_active_session_id: string | null
  last_authentication_strategy: string | null
  created_at: number
  updated_at: number
}

export interface SessionVerificationView {
  object: 'session_verification'
  id: string
  status: 'needs_first_factor' | 'needs_second_factor' | 'complete'
  level: VerificationLevel
  session: SessionView
  supported_first_factors: FactorView[]
  supported_second_factors: FactorView[]
  first_factor_verification: VerificationView | null
  second_factor_verification: VerificationView | null
}
export type VerificationLevel = 'first_factor' | 'second_factor' | 'multi_factor'

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

export interface BackupCodeView {
  object: 'backup_code'
  id: string
  codes: string[]
  created_at: number
  updated_at: number
}

export interface DeletedView {
  object: string
  id: string
  deleted: true
}

export interface MessageView {
  id: string
  channel: 'sms' | 'email'
  to: string
  subject?: string
  body: string
  code?: string
  link?: string
  created_at: number
}

/** A mutation's answer on the Frontend API. */
export interface Envelope<T> {
  response: T
  client: ClientView | null
}
export interface ErrorEnvelope {
  errors: import('./app-error.ts').ErrorView[]
  clerk_trace_id: string
  meta?: { client: ClientView | null }
}

export interface ChangeView {
  /** Name of the notice that told of it: `password_changed`, `factor_added`, … */
  change: string
  changed_at: number
}

/** What a “this wasn’t me” link would take back. */
export interface UndoPreviewView extends ChangeView {
  object: 'undo_preview'
  /** Where the change was made, as far as the browser told; both null when the application's server made it. */
  browser_name: string | null
  device_type: string | null
  /** Are taken back as well. */
  later_changes: ChangeView[]
  /** Stay, unless the link in their own mail is used. */
  earlier_changes: ChangeView[]
  expires_at: number
}

export interface UndoView {
  object: 'undo'
  /** The account has a password, which opens nothing any more. */
  needs_new_password: boolean
  changes_locked_until: number
}
