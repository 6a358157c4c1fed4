import { AppError, type Demand, type FreshnessView, type VerificationLevel } from '@countersign/contract'
import type { Scope } from '../http/scope.ts'
import { meets, presetOf } from '../policy/freshness.ts'
import { hasSecondFactor } from '../policy/second-step.ts'
import { tasksOf } from '../policy/tasks.ts'
import { provenBy } from '../sessions/guard.ts'
import { liveSessionOf } from './live-session.ts'

interface Wish {
  preset?: string | undefined
  level: VerificationLevel
  max_age_minutes: number
}

/** Fails closed: who has no second factor meets no demand for one, however lately they signed in (R83). */
export async function freshnessOf(scope: Scope, id: string, wish: Wish): Promise<FreshnessView> {
  const { session, facts } = await liveSessionOf(scope, id)
  const { settings } = scope.instance
  // Half signed in is not signed in.
  if (tasksOf(facts, settings, session, scope.now).length > 0) throw new AppError('session_pending')
  const demand = demandOf(scope, wish)
  const fresh = meets(provenBy(session), demand, scope.now)
  const mayProve = demand.level === 'first_factor' || hasSecondFactor(facts, settings)
  return {
    object: 'session_freshness',
    session_id: session.id,
    user_id: session.user_id,
    fresh,
    reason: fresh ? null : mayProve ? 'reverification_required' : 'factor_enrolment_required',
    level: demand.level,
    max_age: demand.minutes * 60,
  }
}

function demandOf({ instance }: Scope, { preset, level, max_age_minutes }: Wish): Demand {
  if (preset === undefined) return { level, minutes: max_age_minutes }
  const found = presetOf(instance.settings, preset)
  if (!found) throw new AppError('form_param_format_invalid', { param_name: 'preset' })
  return found
}
