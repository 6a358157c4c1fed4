import type { MfaRule, Settings } from '@countersign/contract'
import type { StrongKind } from './second-step.ts'

/** What a user's side of a rule is read from; a draft can be tried with facts of nobody. */
export interface PolicyFacts {
  /** JSON of the user's public_metadata. */
  metadata: string
  /** Of verified addresses. */
  domains: readonly string[]
  /** Set up, switched on by the operator or not. */
  enrolled: readonly StrongKind[]
  graces: readonly Grace[]
}

/** The time or the skips a user was given when a rule first met them; neither signing out nor a change of the rule gives more. */
export interface Grace {
  rule_id: string
  noticed_at: number
  until: number | null
  skips_left: number | null
}

/** `multi_factor.required`: everybody, whichever kind, at once. Its id is nobody else's. */
export const requiredRule: MfaRule = {
  id: 'required',
  name: 'Required of everybody',
  mode: 'on',
  who: { kind: 'everyone' },
  factors: ['totp', 'phone_code', 'passkey'],
  starts_at: null,
  grace: { kind: 'none' },
  after: 'enrol',
}

export type Verdict = 'decides' | 'dry_run' | 'not_started' | 'not_meant' | 'behind'

/** Every rule in order and what became of it. The first that is on, has started and is meant for the user decides. */
export function verdicts(facts: PolicyFacts, settings: Settings, at: number): { rule: MfaRule; verdict: Verdict }[] {
  const { rules, required } = settings.multi_factor
  let isDecided = false
  return [...rules, ...(required ? [requiredRule] : [])].map((rule) => {
    const verdict = isDecided ? 'behind' : verdictOf(rule, facts, at)
    isDecided ||= verdict === 'decides'
    return { rule, verdict }
  })
}

function verdictOf(rule: MfaRule, facts: PolicyFacts, at: number): Verdict {
  if (!isMeant(rule.who, facts)) return 'not_meant'
  if (rule.starts_at !== null && at < rule.starts_at) return 'not_started'
  return rule.mode === 'on' ? 'decides' : 'dry_run'
}

export function isMeant(who: MfaRule['who'], { metadata, domains }: PolicyFacts): boolean {
  if (who.kind === 'everyone') return true
  if (who.kind === 'email_domain') return domains.includes(who.domain)
  const known: Record<string, unknown> = JSON.parse(metadata)
  // Own keys only: nobody is meant by what every object has.
  const value = Object.hasOwn(known, who.key) ? known[who.key] : undefined
  return Array.isArray(value) ? value.includes(who.value) : value === who.value
}
