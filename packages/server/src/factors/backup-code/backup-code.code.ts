import type { Random } from '../../lib/random.ts'

/** 13 characters of Crockford base32 are 65 bits, above the 64 that a saved recovery secret needs (SP 800-63B-4 §4.2.1.1, R26). */
const alphabet = '0123456789ABCDEFGHJKMNPQRSTVWXYZ'
const length = 13
export const codeBits = length * 5
export const setSize = 10

export function makeBackupCodes(random: Random): string[] {
  const codes = new Set<string>()
  while (codes.size < setSize) {
    let code = ''
    for (const byte of random.bytes(length)) code += alphabet[byte & 31]
    codes.add(code)
  }
  return [...codes]
}

/** As it is shown: `XXXX-XXXX-XXXXX`. */
export function formatBackupCode(code: string): string {
  return `${code.slice(0, 4)}-${code.slice(4, 8)}-${code.slice(8)}`
}

/**
 * The code a person meant: any case, with or without hyphens and spaces, the letters O, I and L read as the digits they resemble (R31).
 * Null for anything that cannot be one; nothing longer than 64 characters is looked at. Sets that came from elsewhere have a length and
 * an alphabet of their own; six characters are the 20 bits below which a look-up secret is none (SP 800-63B-4 §3.1.2.1).
 */
export function readBackupCode(input: string): string | null {
  if (input.length > 64) return null
  const code = input.toUpperCase().replace(/[\s-]/g, '').replaceAll('O', '0').replace(/[IL]/g, '1')
  return /^[0-9A-Z]{6,}$/.test(code) ? code : null
}
