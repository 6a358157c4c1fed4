import { cleanName } from '../lib/typed.ts'

const reserved = new Set([
  'admin',
  'administrator',
  'root',
  'support',
  'help',
  'security',
  'system',
  'postmaster',
  'abuse',
  'null',
  'undefined',
  'me',
])
const scripts = [
  'Latin',
  'Cyrillic',
  'Greek',
  'Armenian',
  'Hebrew',
  'Arabic',
  'Devanagari',
  'Han',
  'Hiragana',
  'Katakana',
  'Hangul',
  'Thai',
]
const scriptTests = scripts.map((name) => new RegExp(`\\p{Script=${name}}`, 'u'))
/** Fillers and variation selectors count as letters and marks, but show nothing: the name would pass for another one. */
const unseen = /\p{Default_Ignorable_Code_Point}/u
/** Scripts that belong together in one name. */
const japanese = new Set(['Han', 'Hiragana', 'Katakana'])

/** The form usernames are compared in: NFKC, case-folded; null when it cannot be a username at all (R46). */
export function usernameKey(input: string): string | null {
  if (input.length > 256) return null
  const key = cleanName(input).toLowerCase()
  const length = [...key].length
  // Letters, digits and three joiners: nothing that looks like an address (@) or a phone number (+, digits alone).
  if (length < 3 || length > 64 || !/^[\p{L}\p{N}][\p{L}\p{N}\p{M}._-]*$/u.test(key) || /^\d+$/.test(key)) return null
  return key
}

/** A username that may be taken: of one script, so that it cannot pass for another one, and not a reserved word (R46). */
export function readNewUsername(input: string): { username: string; key: string } | null {
  const key = usernameKey(input)
  if (!key || reserved.has(key)) return null
  const used = scripts.filter((_, index) => scriptTests[index]?.test(key))
  const isMixed = used.length > 1 && !used.every((script) => japanese.has(script))
  return isMixed || unseen.test(key) ? null : { username: cleanName(input), key }
}
