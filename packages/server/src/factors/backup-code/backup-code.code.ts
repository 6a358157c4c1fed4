import type { Random } from '../../lib/random.ts'
import { asciiDigits, cleanText } from '../../lib/typed.ts'

/** 13 characters of Crockford base32 are 65 bits, above the 64 that a saved recovery secret needs (SP 800-63B-4 §4.2.1.1, R26). */
const alphabet = '0123456789ABCDEFGHJKMNPQRSTVWXYZ'
const length = 13
export const codeBits = length * 5
export const setSize = 10

export function makeBackupCodes(random: Random): string[] {
  const codes = new Set<string>()
  while (codes.size < setSize) codes.add(makeCode(random))
  return [...codes]
}

export function makeCode(random: Random): string {
  let code = ''
  for (const byte of random.bytes(length)) code += alphabet[byte & 31]
  return code + checkOf(code)
}

/**
 * One character more tells a typo from a wrong guess: weights that are powers of a generator of GF(32), so that any one character changed
 * and any two exchanged give another one. It is made of what was typed alone and says nothing about any code there is.
 */
function checkOf(code: string): string {
  return alphabet[twice(sumOf(code))]!
}

function sumOf(code: string): number {
  return [...code].reduce((sum, letter) => twice(sum) ^ alphabet.indexOf(letter), 0)
}

/** Times x in GF(32), by x⁵ + x² + 1. */
function twice(value: number): number {
  return value & 16 ? ((value << 1) & 31) ^ 5 : value << 1
}

/** Whether this may be a code of ours as it was shown: of another length or with another sum, it is mistyped. */
export function isWellTyped(code: string): boolean {
  const isOurs = code.length === length + 1 && [...code].every((letter) => alphabet.includes(letter))
  return isOurs && sumOf(code) === 0
}

/** As it is shown: `XXXX-XXXX-XXXXXX`. */
export function formatBackupCode(code: string): string {
  return `${code.slice(0, 4)}-${code.slice(4, 8)}-${code.slice(8)}`
}

/**
 * The code a person meant: any case, with or without hyphens and spaces, the letters O, I and L read as the digits they resemble (R31).
 * Null for anything that cannot be one, and for several of our codes at once. Sets that came from elsewhere have a length and
 * an alphabet of their own; six characters are the 20 bits below which a look-up secret is none (SP 800-63B-4 §3.1.2.1).
 */
export function readBackupCode(input: string): string | null {
  if (input.length > longestPaste) return null
  const text = asciiDigits(cleanText(input))
    .toUpperCase()
    .replace(/[\p{Pd}\u2212]/gu, '-')
  const [ours, ...others] = new Set([...text.matchAll(shown)].map(([code]) => plain(code)).filter(isWellTyped))
  if (ours !== undefined) return others.length === 0 ? ours : null
  const code = plain(text.replace(/[.,;]+$/, ''))
  if (isWellTyped(code)) return code
  return text.length <= 64 && /^[0-9A-Z]{6,}$/.test(code) && !isSentence(text) ? code : null
}

/** Words have different lengths; the groups of a code have one, and only the last may differ. */
function isSentence(text: string): boolean {
  const groups = text.split(/\s+/).slice(0, -1)
  return groups.some(({ length }) => length !== groups[0]?.length)
}

/** A code of ours within other text, such as a line of a saved list. */
const shown = /(?<![\p{L}\p{N}-])[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{6}(?![\p{L}\p{N}-])/gu
const longestPaste = 4096

function plain(text: string): string {
  return text.replace(/[\s-]/g, '').replaceAll('O', '0').replace(/[IL]/g, '1')
}
