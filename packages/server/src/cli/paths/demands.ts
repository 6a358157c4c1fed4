import type { Settings } from '@countersign/contract'
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

export function demandOf(shown: Shown, person: Person, instance: Pick<Instance, 'settings' | 'application'>): Demand {
  const { settings } = instance
  if (shown === 'what ended') return 'signing in anew'
  if (shown === 'a key that asked nobody') return 'a key that asks who is there'
  const isOwed = shown !== 'a new account' && isAsked(person, settings)
  if (isOwed) return isProven(shown, instance) ? 'nothing' : 'a second proof'
  return settings.multi_factor.required ? 'setting one up' : 'nothing'
}

/** A key that asked who is there is two proofs; a browser is trusted where the operator lets it be, and never with an operator. */
function isProven(shown: Shown, { settings, application }: Pick<Instance, 'settings' | 'application'>): boolean {
  if (shown === 'trust') return settings.trusted_devices.enabled && application.kind !== 'dashboard'
  return shown === 'a key' || shown === 'both proofs'
}

/** Whether somebody is asked for a second proof at all: where they have a kind that the operator has switched on. */
export function isAsked({ state, key }: Pick<Person, 'state' | 'key'>, settings: Settings): boolean {
  const { totp, phone_code, passkey } = settings.multi_factor
  if (key !== null && passkey) return true
  // A number that cannot be had cannot be asked.
  if (state === 'phone') return phone_code && settings.identifiers.phone_number !== 'off'
  return state.startsWith('app') && totp
}
