import type { AskedBecauseView, Settings, StrongFactor } from '@countersign/contract'
import { emailDomain, reservedPhones, type UserFacts, verifiedEmails } from '../users/facts.ts'
import { askedOf, type Decision, decide } from './decide.ts'
import type { PolicyFacts } from './rules.ts'

export type StrongKind = StrongFactor

/** What is set up, whether the operator has it switched on or not. */
function enrolledKinds(facts: UserFacts): StrongKind[] {
  return [
    ...(facts.passkeys.length > 0 ? ['passkey' as const] : []),
    ...(facts.totp ? ['totp' as const] : []),
    ...(reservedPhones(facts).length > 0 ? ['phone_code' as const] : []),
  ]
}

/**
 * The second factors that make a user's sign-in ask for one: enrolled by the user and switched on by the operator.
 * Backup codes are no reason to ask; they stand in for one of these (S20). A factor of a kind that was switched off stays
 * stored and is not asked for (S11).
 */
export function strongFactors(facts: UserFacts, settings: Settings): StrongKind[] {
  return enrolledKinds(facts).filter((kind) => settings.multi_factor[kind])
}

export function hasSecondFactor(facts: UserFacts, settings: Settings): boolean {
  return strongFactors(facts, settings).length > 0
}

/** What is remembered of a user to whom these are left: since when a second factor is on, and which of them is asked for first. */
export function rememberedWith(
  kinds: readonly StrongKind[],
  user: Pick<UserFacts['user'], 'mfa_enabled_at' | 'last_second_factor'>,
): Pick<UserFacts['user'], 'mfa_enabled_at' | 'last_second_factor'> {
  return {
    mfa_enabled_at: kinds.length === 0 ? null : user.mfa_enabled_at,
    last_second_factor: kinds.find((kind) => kind === user.last_second_factor) ?? null,
  }
}

export function policyFactsOf(facts: UserFacts): PolicyFacts {
  return {
    metadata: facts.user.public_metadata,
    domains: verifiedEmails(facts).map(emailDomain),
    enrolled: enrolledKinds(facts),
    graces: facts.graces,
  }
}

export function decisionFor(facts: UserFacts, settings: Settings, now: number): Decision {
  return decide(policyFactsOf(facts), settings, now)
}

/** The kinds a sign-in takes from this user; see `askedOf`. */
export function askedKinds(facts: UserFacts, settings: Settings, now: number): StrongKind[] {
  return askedOf(policyFactsOf(facts), settings, now)
}

/** Why the second step is asked for: a rule wants it, or the user chose to have it. */
export function whyAsked(facts: UserFacts, settings: Settings, now: number): AskedBecauseView {
  const { rule, outcome } = decisionFor(facts, settings, now)
  if (rule === null || outcome !== 'satisfied') return { reason: 'second_factor_enrolled', rule: null }
  return { reason: 'rule_requires', rule: { id: rule.id, name: rule.name } }
}

/**
 * A passkey as first factor is both steps at once (R35), unless a rule names other kinds and the user has one of those.
 */
export function isPasskeyWhole(facts: UserFacts, settings: Settings, now: number): boolean {
  const { rule } = decisionFor(facts, settings, now)
  const isNamed = rule === null || rule.factors.includes('passkey')
  return isNamed || askedKinds(facts, settings, now).every((kind) => kind === 'passkey')
}

/**
 * Two codes that reach one phone are one factor (S5, R20): after a code by SMS as first factor, no code by SMS is a second one, to whichever
 * of the user's numbers. Every other kind stays.
 */
export function mayFollow(firstStrategy: string | null, secondStrategy: string): boolean {
  return !(isByPhone(firstStrategy) && secondStrategy === 'phone_code')
}

/** A code by SMS, to sign in or to choose a new password: both prove the phone and nothing else. */
export function isByPhone(firstStrategy: string | null): boolean {
  return firstStrategy === 'phone_code' || firstStrategy === 'reset_password_phone_code'
}

/** Whether a code by SMS may be this user's first factor: not where it is all there is for the second step (R20). */
export function mayBeginByPhone(facts: UserFacts, settings: Settings, now: number): boolean {
  const kinds = askedKinds(facts, settings, now)
  return kinds.length === 0 || kinds.some((kind) => mayFollow('phone_code', kind))
}

/** Whether a rule wants a factor of the user that they have not, with or without time left to set it up: the last one stays (R69). */
export function lacksRequired(facts: UserFacts, settings: Settings, now: number): boolean {
  const { outcome } = decisionFor(facts, settings, now)
  return outcome !== 'none' && outcome !== 'satisfied'
}
