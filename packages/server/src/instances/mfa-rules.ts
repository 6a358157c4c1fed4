import type { Settings } from '@countersign/contract'
import { requiredRule } from '../policy/rules.ts'

export interface Broken {
  field: string
  reason: string
}

/** What the list of rules cannot say: the first rule that contradicts the rest of the settings, with its place in the list. */
export function brokenMfaRule(settings: Settings, isDashboard: boolean): Broken | null {
  const { rules, ...factors } = settings.multi_factor
  const ids = rules.map(({ id }) => id)
  for (const [index, rule] of rules.entries()) {
    const at = (field: string, reason: string) => ({ field: `multi_factor.rules.${index}.${field}`, reason })
    const kinds = rule.factors.filter((kind) => factors[kind])
    if (rule.id === requiredRule.id) return at('id', `${requiredRule.id} is what multi_factor.required is called`)
    if (ids.indexOf(rule.id) < index) return at('id', 'two rules have the same id')
    if (kinds.length === 0)
      return at(
        'factors',
        'it allows only kinds that are switched off, so nobody could satisfy it; switch one of them on',
      )
    // Two codes to one phone are one factor (R20).
    if (kinds.every((kind) => kind === 'phone_code') && hasNoOtherFirst(settings))
      return at('factors', 'a code by SMS cannot be both the first and the second step')
    if (factors.required && rule.grace.kind !== 'none')
      return at('grace', 'multi_factor.required leaves nobody time; switch that off, or take the grace out of the rule')
    if (isDashboard && rule.after === 'refuse') return at('after', 'operators who are refused could not change it back')
  }
  return null
}

function hasNoOtherFirst({ first_factors: first }: Settings): boolean {
  return !first.password && !first.email_code
}
