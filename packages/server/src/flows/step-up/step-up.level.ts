import type { VerificationLevel } from '@countersign/contract'

/** Weakest first. */
const levels: readonly VerificationLevel[] = ['first_factor', 'second_factor', 'multi_factor']

export function stronger(a: VerificationLevel, b: VerificationLevel): VerificationLevel {
  return levels.indexOf(a) >= levels.indexOf(b) ? a : b
}

/** This level and those above it. */
export function atLeast(level: VerificationLevel): VerificationLevel[] {
  return levels.slice(levels.indexOf(level))
}
