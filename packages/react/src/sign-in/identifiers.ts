import type { Environment } from '@countersign/js'

export type IdentifierKind = 'emailAddress' | 'phoneNumber' | 'username'
const kinds: readonly IdentifierKind[] = ['emailAddress', 'phoneNumber', 'username']

/** What names an account at sign-in. */
export function identifiersOf(environment: Environment | null): IdentifierKind[] {
  const attributes = environment?.userSettings.attributes
  const used = kinds.filter((kind) => attributes?.[kind]?.usedForFirstFactor)
  return used.length > 0 ? used : ['emailAddress']
}

/** Digits, with what people put between them: more than an address begins with, and no username. */
export function looksLikeNumber(text: string): boolean {
  return /^[\s(+]*\d[\d\s()./-]*$/.test(text) && text.replace(/\D/g, '').length >= 3
}
