import type { MfaRule, PolicyOutcome, ReasonKind, Settings } from '@countersign/contract'
import { type PolicyFacts, verdicts } from './rules.ts'
import type { StrongKind } from './second-step.ts'

const day = 86_400_000

export interface Decision {
  outcome: PolicyOutcome
  /** The rule that decides; null when none is meant for the user. */
  rule: MfaRule | null
  /** What there is left, while the outcome is `grace`. */
  until: number | null
  skipsLeft: number | null
  /** Grace is counted in skips: each is for one session, the last one too. */
  countsSkips: boolean
  /** The user was told, so that what is left is theirs for good. */
  isNoticed: boolean
}

/** What policy asks of a user at a time. Pure: sign-in, guard, token, preview and simulator all ask here (R59). */
export function decide(facts: PolicyFacts, settings: Settings, at: number): Decision {
  const deciding = verdicts(facts, settings, at).find(({ verdict }) => verdict === 'decides')
  return deciding ? decideBy(deciding.rule, facts, settings, at) : unasked
}

/** What the first rule on trial would have decided, were it on; null when none would have been reached. */
export function decideOnTrial(facts: PolicyFacts, settings: Settings, at: number): Decision | null {
  const trial = verdicts(facts, settings, at).find(({ verdict }) => verdict === 'dry_run')
  return trial ? decideBy(trial.rule, facts, settings, at) : null
}

const unasked: Decision = {
  outcome: 'none',
  rule: null,
  until: null,
  skipsLeft: null,
  countsSkips: false,
  isNoticed: false,
}

/** The kinds of the user that satisfy a rule: a kind the rule does not name, or that is switched off, does not count. */
export function acceptedKinds({ enrolled }: PolicyFacts, rule: MfaRule, settings: Settings): StrongKind[] {
  return enrolled.filter((kind) => settings.multi_factor[kind] && rule.factors.includes(kind))
}

function decideBy(rule: MfaRule, facts: PolicyFacts, settings: Settings, at: number): Decision {
  const left = graceOf(rule, facts, settings, at)
  if (acceptedKinds(facts, rule, settings).length > 0) return { ...left, rule, outcome: 'satisfied' }
  const lasts = (left.until !== null && at < left.until) || (left.skipsLeft !== null && left.skipsLeft > 0)
  return { ...left, rule, outcome: lasts ? 'grace' : rule.after }
}

/**
 * The kinds a sign-in takes. Where a rule names kinds and the user has one of them, no other opens the door; who has only others proves one
 * of those first, and sets up the right one after it (R58).
 */
export function askedOf(facts: PolicyFacts, settings: Settings, at: number): StrongKind[] {
  const { rule } = decide(facts, settings, at)
  const accepted = rule ? acceptedKinds(facts, rule, settings) : []
  return accepted.length > 0 ? accepted : facts.enrolled.filter((kind) => settings.multi_factor[kind])
}

type Left = Omit<Decision, 'outcome' | 'rule'>
const nothingLeft: Left = { until: null, skipsLeft: null, countsSkips: false, isNoticed: false }

/** As it was fixed at the first notice. Taking grace out of a rule, or requiring a factor of everybody, ends it for all. */
function graceOf(rule: MfaRule, { graces }: PolicyFacts, settings: Settings, at: number): Left {
  if (settings.multi_factor.required || rule.grace.kind === 'none') return nothingLeft
  const given = graces.find(({ rule_id }) => rule_id === rule.id)
  const until = rule.grace.kind === 'days' ? at + rule.grace.days * day : null
  const skipsLeft = rule.grace.kind === 'skips' ? rule.grace.skips : null
  if (!given) return { until, skipsLeft, countsSkips: skipsLeft !== null, isNoticed: false }
  return {
    until: given.until,
    skipsLeft: given.skips_left,
    countsSkips: given.skips_left !== null,
    isNoticed: true,
  }
}

export interface SkippedIn {
  /** The id of the rule that this session put off. */
  mfa_skipped: string | null
  actor: string | null
}

/** Whether the session must set a factor up, or put that off, before anything else. */
export function owesEnrolment(decision: Decision, session: SkippedIn): boolean {
  if (decision.outcome === 'enrol' || decision.outcome === 'refuse') return !hasSkipped(decision, session)
  // Whoever acts as the user must not spend what is theirs.
  return (
    decision.outcome === 'grace' && decision.countsSkips && session.actor === null && !hasSkipped(decision, session)
  )
}

/** Whether the door stays shut: there is no setting up any more. */
export function isShutOut(decision: Decision, session: SkippedIn): boolean {
  return decision.outcome === 'refuse' && !hasSkipped(decision, session)
}

/** A skip holds for its session, also when it was the last. */
function hasSkipped({ rule, countsSkips }: Decision, session: SkippedIn): boolean {
  return countsSkips && session.mfa_skipped === rule?.id
}

export function reasonOf({ outcome, isNoticed }: Decision): ReasonKind {
  if (outcome === 'none') return 'no_rule'
  if (outcome === 'satisfied') return 'rule_satisfied'
  if (outcome === 'grace') return 'grace'
  return isNoticed ? 'grace_over' : 'rule_requires'
}
