import type { VerificationLevel } from './attempt-views.ts'

/** What somebody is asked to approve: flat, so that all of it can be read. */
export type StepUpData = Record<string, string | number | boolean | null>

/** One action that waits for its approval. */
export interface StepUpView {
  object: 'step_up'
  id: string
  session_id: string
  action: string
  data: StepUpData
  /** What is asked of the user for it. */
  level: VerificationLevel
  created_at: number
  expires_at: number
}

/** Told once. The app's server redeems it, once. */
export interface StepUpTokenView {
  object: 'step_up_token'
  id: string
  token: string
  expires_at: number
}

/** What a redeemed token stands for. */
export interface StepUpApprovalView {
  object: 'step_up_approval'
  id: string
  user_id: string
  session_id: string
  action: string
  level: VerificationLevel
  /** How it was approved (RFC 8176). */
  amr: string[]
  approved_at: number
  redeemed_at: number
}

/** Whether a session meets a demand now. */
export interface FreshnessView {
  object: 'session_freshness'
  session_id: string
  user_id: string
  fresh: boolean
  /** Why it is not: a proof is too old or missing, or the user has nothing to give it with. */
  reason: 'reverification_required' | 'factor_enrolment_required' | null
  level: VerificationLevel
  /** Seconds. */
  max_age: number
}
