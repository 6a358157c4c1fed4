import type { FreshnessView, StepUpApprovalView, StepUpData, VerificationLevel } from '@countersign/contract'
import type { Ask } from './api.ts'
import type { Auth } from './auth.ts'
import { type Demand, ReverificationRequired } from './fresh.ts'

export interface Redemption {
  /** What the page got for the approval. */
  token: string
  /** What you are about to do; never what the page says it was. */
  action: string
  /** With just this data. */
  data: StepUpData
  /** Refuse an approval by less. */
  level?: VerificationLevel
  /** Seconds since it was approved, 300 at most. */
  maxAge?: number
}

/**
 * Uses an approval up: resolves once for one token, and only when it is for this action with this data, given in this very session.
 * Otherwise it rejects with `step_up_mismatch` or `step_up_spent`, and the token is worth nothing any more.
 */
export function redeemStepUp(ask: Ask, auth: Auth, { maxAge, ...wish }: Redemption): Promise<StepUpApprovalView> {
  const age = maxAge === undefined ? {} : { max_age_seconds: maxAge }
  return ask('POST', '/step_ups/redeem', { ...wish, ...age, session_id: auth.sessionId, user_id: auth.userId })
}

/** As `requireFresh`, but asked of the server: exact to the second, and it knows the presets of your instance and who has to enrol first. */
export async function requireFreshNow(ask: Ask, auth: Auth, demand: { preset: string } | Demand): Promise<void> {
  const wish =
    'preset' in demand ? demand : { level: demand.level, max_age_minutes: Math.max(1, Math.floor(demand.maxAge / 60)) }
  const path = `/sessions/${encodeURIComponent(auth.sessionId)}/freshness`
  const { fresh, reason, level, max_age } = await ask<FreshnessView>('POST', path, wish)
  if (!fresh) throw new ReverificationRequired({ level, maxAge: max_age }, reason ?? 'reverification_required')
}
