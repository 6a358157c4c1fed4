import type { SignInStatus } from '@countersign/contract'

/** What is known of one sign-in. Facts only grow; status and moves are derived from them and stored nowhere. */
export interface SignInFacts {
  /** Expired, or void because the account changed since it began (R56, R61). */
  isOver: boolean
  isIdentified: boolean
  hasFirst: boolean
  /** The first proof was a reset code, or the password is void since an undo: a new one must follow. */
  isReset: boolean
  hasNewPassword: boolean
  /** The user has a second factor that the instance offers, read fresh (R59). */
  needsSecond: boolean
  hasSecond: boolean
  /** The user proved the second factor in this browser before, and asked not to be asked again (R96). It proves nothing, so it is no `hasSecond` (R98). */
  isTrusted: boolean
  /** A password alone, in a browser the user is not known in: a code to an address of theirs must follow (device trust). */
  needsTrust: boolean
  hasTrust: boolean
  hasSession: boolean
}

export type Step =
  | 'needs_identifier'
  | 'needs_first_factor'
  | 'needs_new_password'
  | 'needs_second_factor'
  | 'needs_client_trust'

/** What is still to be done before the door opens, in order; null when nothing is. */
export function nextStep(facts: SignInFacts): Step | null {
  if (!facts.isIdentified) return 'needs_identifier'
  if (!facts.hasFirst) return 'needs_first_factor'
  if (facts.isReset && !facts.hasNewPassword) return 'needs_new_password'
  if (facts.needsSecond && !facts.hasSecond && !skipsSecond(facts)) return 'needs_second_factor'
  if (facts.needsTrust && !facts.hasTrust) return 'needs_client_trust'
  return null
}

/** Whoever chooses a new password proves the second factor as well, wherever they are (R74, R97). */
export function skipsSecond({ needsSecond, hasSecond, isTrusted, isReset }: SignInFacts): boolean {
  return needsSecond && !hasSecond && isTrusted && !isReset
}

export function statusOf(facts: SignInFacts): SignInStatus {
  if (facts.hasSession) return 'complete'
  if (facts.isOver) return 'abandoned'
  // All proofs given but no door opened can only mean that the policy changed in between: that attempt is worth nothing (R59).
  return nextStep(facts) ?? 'abandoned'
}

export type Move =
  | 'prepare_first'
  | 'attempt_first'
  | 'reset_password'
  | 'prepare_second'
  | 'attempt_second'
  | 'prepare_trust'
  | 'attempt_trust'
  | 'recover'

/** The moves each status allows; every other move is refused without effect (R54, S60). */
export const moves: Record<SignInStatus, readonly Move[]> = {
  needs_identifier: [],
  needs_first_factor: ['prepare_first', 'attempt_first'],
  needs_new_password: ['reset_password'],
  needs_second_factor: ['prepare_second', 'attempt_second', 'recover'],
  needs_client_trust: ['prepare_trust', 'attempt_trust'],
  complete: [],
  abandoned: [],
}

export function allows(facts: SignInFacts, move: Move): boolean {
  return moves[statusOf(facts)].includes(move)
}
