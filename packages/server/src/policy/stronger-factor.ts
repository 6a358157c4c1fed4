import type { NudgeView, Settings } from '@countersign/contract'
import type { SessionRow } from '../http/scope.ts'
import type { UserFacts } from '../users/facts.ts'
import { isFresh } from './freshness.ts'
import { strongFactors } from './second-step.ts'

type Offers = NudgeView['offers']

/**
 * What somebody could move to who has just proven the second step by SMS and has nothing better. Empty for everybody else: who acts for a
 * user, who may change nothing now, and who has an app or a passkey already.
 */
export function strongerFactors(facts: UserFacts, session: SessionRow, settings: Settings, now: number): Offers {
  const { multi_factor: isOn, component_version } = settings
  const { first_verified_at: firstAt, second_verified_at: secondAt, second_strategy: secondStrategy } = session
  const isBySms = secondStrategy === 'phone_code' && isFresh({ firstAt, secondAt, secondStrategy }, true, settings, now)
  const mayChange = session.actor === null && (facts.user.changes_locked_until ?? 0) <= now
  const hasBetter = strongFactors(facts, settings).some((kind) => kind !== 'phone_code')
  if (!isOn.nudges || !isBySms || !mayChange || hasBetter) return []
  const offers: Offers = []
  if (isOn.passkey) offers.push('passkey')
  // The older components cannot set one up (S21).
  if (isOn.totp && component_version >= 4) offers.push('totp')
  return offers
}
