import type { MfaRule, Settings } from '@countersign/contract'
import type { Instance } from '../../instances/instance.ts'
import type { Person } from './people.ts'

/**
 * What the policy wants beside what a way has shown so far. All of it is written down here a second time, in other words than the server's
 * own, so that a mistake there is not one here.
 */
export type Demand =
  | 'a second proof'
  | 'setting one up'
  | 'a key that asks who is there'
  | 'signing in anew'
  | 'nothing'

/** What a way has shown when it comes to the door, beside the first proof; `theirs` are a sign-in that makes an account of its own. */
export type Shown =
  | 'a first proof'
  | 'trust'
  | 'a key'
  | 'a key that asked nobody'
  | 'both proofs'
  | 'what ended'
  | 'a new account'

type Kind = MfaRule['factors'][number]

export function demandOf(
  shown: Shown,
  person: Person,
  { settings, application }: Pick<Instance, 'settings' | 'application'>,
  now: number,
): Demand {
  if (shown === 'what ended') return 'signing in anew'
  if (shown === 'a key that asked nobody') return 'a key that asks who is there'
  const kinds = shown === 'a new account' ? [] : kindsOf(person, settings)
  const rule = ruleFor(settings, now)
  const named = rule ? kinds.filter((kind) => rule.factors.includes(kind)) : kinds
  // Where a rule names other kinds, whoever has one of those is not in by a key alone.
  const takesKey = !rule || named.length === 0 || rule.factors.includes('passkey')
  if (kinds.length > 0 && !isProven(shown, takesKey, { settings, application })) return 'a second proof'
  const isLacking = rule
    ? rule.grace.kind === 'none' && named.length === 0
    : settings.multi_factor.required && !kinds.length
  return isLacking ? 'setting one up' : 'nothing'
}

/** A key that asked who is there is two proofs; a browser is trusted where the operator lets it be, and never with an operator. */
function isProven(
  shown: Shown,
  takesKey: boolean,
  { settings, application }: Pick<Instance, 'settings' | 'application'>,
): boolean {
  if (shown === 'trust') return settings.trusted_devices.enabled && application.kind !== 'dashboard'
  return shown === 'both proofs' || (shown === 'a key' && takesKey)
}

/** The kinds somebody has that the operator has switched on: with one of them, a second proof is asked for. */
function kindsOf({ state, key }: Person, { multi_factor: isOn, identifiers }: Settings): Kind[] {
  // A number that cannot be had cannot be asked.
  const has = { totp: state.startsWith('app'), phone_code: state === 'phone' && identifiers.phone_number !== 'off' }
  const all = { ...has, passkey: key !== null }
  return (Object.keys(all) as Kind[]).filter((kind) => all[kind] && isOn[kind])
}

/** The rule that decides about people made for a walk: their addresses are at example.com, and their metadata is empty. */
function ruleFor({ multi_factor, identifiers }: Settings, now: number): MfaRule | undefined {
  const isMeant = ({ who }: MfaRule) =>
    who.kind === 'everyone' ||
    (who.kind === 'email_domain' && who.domain === 'example.com' && identifiers.email_address !== 'off')
  return multi_factor.rules.find((rule) => rule.mode === 'on' && (rule.starts_at ?? 0) <= now && isMeant(rule))
}
