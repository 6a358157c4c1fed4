import type { FactorView, SignUpVerificationView, VerificationView } from './factor-views.ts'
import type { AskedBecauseView } from './policy-views.ts'
import type { SessionView } from './session-views.ts'

export type SignInStatus =
  | 'needs_identifier'
  | 'needs_first_factor'
  | 'needs_new_password'
  | 'needs_second_factor'
  /** Password right, no second factor, a browser the user is not known in: a code follows, by the same calls. */
  | 'needs_client_trust'
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
  /**
   * Ours: hours that somebody without any of these waits for a new one, after a code by mail; 0 where an operator has let them. Null where
   * there is no such way, or the first factor is not proven.
   */
  recovery_wait_hours: number | null
  user_data: { first_name: string | null; last_name: string | null; image_url: string; has_image: boolean } | null
  created_session_id: string | null
  client_trust_state: 'new' | 'known' | null
  /** Why a second step is asked for; null while none is. */
  asked_because: AskedBecauseView | null
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
