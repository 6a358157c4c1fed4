import type { SignInView, SignUpView } from './attempt-views.ts'
import type { MfaEnrolmentView } from './policy-views.ts'
import type { PublicUserDataView, UserView } from './user-views.ts'

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
  tasks: { key: 'setup-mfa' | 'reset-password' }[] | null
  /** What a rule wants set up, owed now or later; null when there is nothing. */
  mfa_enrolment: MfaEnrolmentView | null
  /** Minutes since the first and the second factor were proven; -1 = never in this session. */
  factor_verification_age: [number, number]
  user: UserView | null
  public_user_data: PublicUserDataView
  latest_activity?: SessionActivityView
  created_at: number
  updated_at: number
}

export interface ActorView {
  sub: string
  [claim: string]: unknown
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
