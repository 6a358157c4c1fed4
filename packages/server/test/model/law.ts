import type { MfaRule } from '@countersign/contract'
import { day, type World } from './world.ts'

/** What is asked of a user, said a second time and in other words: none of the server's own functions is called here. */

type Kind = MfaRule['factors'][number]

/** Switched on by the operator, and set up by the user. */
export function usableKinds({ user, scope }: World): Kind[] {
  const on = scope.instance.settings.multi_factor
  const kinds: Kind[] = []
  if (on.totp && user.totp !== null) kinds.push('totp')
  if (on.passkey && user.passkeys.length > 0) kinds.push('passkey')
  if (on.phone_code && user.phones.some((phone) => phone.verified_at !== null && phone.reserved_at !== null))
    kinds.push('phone_code')
  return kinds
}

export interface Demanded {
  id: string
  factors: readonly Kind[]
  grace: MfaRule['grace']
  after: MfaRule['after']
}

export function demandOn({ user, scope }: World): Demanded | null {
  const { rules, required } = scope.instance.settings.multi_factor
  for (const rule of rules) {
    if (rule.mode !== 'on' || (rule.starts_at !== null && rule.starts_at > scope.now)) continue
    if (rule.who.kind === 'everyone' || user.user.public_metadata.includes('admin'))
      return { ...rule, grace: required ? { kind: 'none' } : rule.grace }
  }
  if (!required) return null
  return { id: 'required', factors: ['totp', 'phone_code', 'passkey'], grace: { kind: 'none' }, after: 'enrol' }
}

/** The kinds that a second step may be done with now; backup codes stand in for any. */
export function takenKinds(world: World): Kind[] {
  const usable = usableKinds(world)
  const named = usable.filter((kind) => demandOn(world)?.factors.includes(kind))
  return named.length > 0 ? named : usable
}

/** What each rule has given so far. */
export interface Given {
  since: number
  skips: number
}

/** The rule that the user does not fulfil though no time is left: null when nothing stands in the way. */
export function overdue(world: World, given: ReadonlyMap<string, Given>): Demanded | null {
  const rule = demandOn(world)
  if (rule === null || usableKinds(world).some((kind) => rule.factors.includes(kind))) return null
  const { since = world.scope.now, skips = 0 } = given.get(rule.id) ?? {}
  if (rule.grace.kind === 'days' && world.scope.now < since + rule.grace.days * day) return null
  if (rule.grace.kind === 'skips' && skips < rule.grace.skips) return null
  return rule
}

/** Whether a session must put the rule off, or fulfil it, before it does anything else. */
export function standsBefore(world: World, given: ReadonlyMap<string, Given>, skipped: string | null): boolean {
  const rule = demandOn(world)
  if (rule === null || usableKinds(world).some((kind) => rule.factors.includes(kind))) return false
  if (rule.grace.kind === 'skips') return skipped !== rule.id
  return overdue(world, given) !== null
}
