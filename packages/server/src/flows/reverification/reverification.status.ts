import type { SessionVerificationView, VerificationLevel } from '@countersign/contract'

/** What is known of one run of proving again. Only real proofs within it count; nothing carries over from the session (R81). */
export interface ReverificationFacts {
  level: VerificationLevel
  hasFirst: boolean
  hasSecond: boolean
  isOver: boolean
}

export function statusOf(facts: ReverificationFacts): SessionVerificationView['status'] {
  if (facts.level !== 'second_factor' && !facts.hasFirst) return 'needs_first_factor'
  if (facts.level !== 'first_factor' && !facts.hasSecond) return 'needs_second_factor'
  return 'complete'
}

export type Move = 'attempt_first' | 'attempt_second'

export function allows(facts: ReverificationFacts, move: Move): boolean {
  if (facts.isOver) return false
  return statusOf(facts) === (move === 'attempt_first' ? 'needs_first_factor' : 'needs_second_factor')
}
