import type { MfaEnrolmentView, Settings } from '@countersign/contract'
import type { UserFacts } from '../users/facts.ts'
import { reasonOf, type SkippedIn } from './decide.ts'
import { decisionFor } from './second-step.ts'

/** What a rule wants of this session's user, for screens to show: the task itself, or time that is left. */
export function mfaEnrolmentView(
  facts: UserFacts,
  settings: Settings,
  session: SkippedIn,
  now: number,
): MfaEnrolmentView | null {
  const decision = decisionFor(facts, settings, now)
  const { rule, outcome, until, skipsLeft } = decision
  if (rule === null || outcome === 'satisfied') return null
  const maySkip = outcome === 'grace' && session.actor === null
  return {
    rule: { id: rule.id, name: rule.name },
    factors: rule.factors.filter((kind) => settings.multi_factor[kind]),
    reason: reasonOf(decision),
    until,
    skips_left: skipsLeft,
    may_skip: maySkip,
    is_skipped: session.mfa_skipped === rule.id,
  }
}
