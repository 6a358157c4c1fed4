import type { SignUpView } from './attempt-views.ts'
import type { ActorView, SessionActivityView, SessionStatus } from './session-views.ts'
import type { UserView } from './user-views.ts'

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

/** A sign-up as the browser sees it, and what the app's server adds. */
export interface BackendSignUpView extends Omit<SignUpView, 'object' | 'has_password'> {
  object: 'sign_up_attempt'
  password_enabled: boolean
  external_id: string | null
  custom_action: false
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
