import type { Settings } from '@countersign/contract'
import { reservedPhones, type UserFacts } from '../users/facts.ts'

export type StrongKind = 'passkey' | 'totp' | 'phone_code'

/**
 * The second factors that make a user's sign-in ask for one: enrolled by the user and switched on by the operator.
 * Backup codes are no reason to ask; they stand in for one of these (S20). A factor of a kind that was switched off stays
 * stored and is not asked for (S11).
 */
export function strongFactors(facts: UserFacts, settings: Settings): StrongKind[] {
  const { multi_factor: isOn } = settings
  return [
    ...(isOn.passkey && facts.passkeys.length > 0 ? ['passkey' as const] : []),
    ...(facts.totp && isOn.totp ? ['totp' as const] : []),
    ...(isOn.phone_code && reservedPhones(facts).length > 0 ? ['phone_code' as const] : []),
  ]
}

export function hasSecondFactor(facts: UserFacts, settings: Settings): boolean {
  return strongFactors(facts, settings).length > 0
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
export function mayBeginByPhone(facts: UserFacts, settings: Settings): boolean {
  const kinds = strongFactors(facts, settings)
  return kinds.length === 0 || kinds.some((kind) => mayFollow('phone_code', kind))
}

/** Whether a second factor is required and missing. */
export function owesSecondFactor(facts: UserFacts, settings: Settings): boolean {
  return settings.multi_factor.required && !hasSecondFactor(facts, settings)
}
