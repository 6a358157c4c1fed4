import type { Asked, Settings, SimulationView } from '@countersign/contract'
import { askedOf, decide, reasonOf } from './decide.ts'
import { type PolicyFacts, verdicts } from './rules.ts'
import { inWords } from './words.ts'

/** What would happen to a user with these facts, by these settings, at this time. Asks what the sign-in asks. */
export function simulate(facts: PolicyFacts, settings: Settings, at: number): SimulationView {
  const decision = decide(facts, settings, at)
  const { rule, outcome } = decision
  const kinds = askedOf(facts, settings, at)
  const reason = outcome === 'none' && kinds.length > 0 ? 'second_factor_enrolled' : reasonOf(decision)
  const asks: Asked[] = [
    ...(kinds.length > 0 ? ['second_factor' as const] : []),
    ...(outcome === 'enrol' || outcome === 'grace' ? ['enrolment' as const] : []),
    ...(outcome === 'grace' ? ['skip' as const] : []),
    ...(outcome === 'refuse' ? ['refusal' as const] : []),
  ]
  return {
    object: 'policy_simulation',
    at,
    outcome,
    reason,
    rule: rule && { id: rule.id, name: rule.name },
    asks: asks.length > 0 ? asks : ['nothing'],
    second_factors: kinds,
    until: decision.until,
    skips_left: decision.skipsLeft,
    words: inWords(reason, rule?.name ?? null),
    rules: verdicts(facts, settings, at).map(({ rule: { id }, verdict }) => ({ id, verdict })),
  }
}
