import { createHash, timingSafeEqual } from 'node:crypto'

/** SHA-256 of a random token, base64url; enough for 256-bit tokens, which nobody can guess. */
export function hashToken(value: string): string {
  return createHash('sha256').update(value).digest('base64url')
}

/** SHA-256 of bytes, base64url. */
export function hashBytes(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('base64url')
}

/** Compares two equal-length digests without telling where they differ. */
export function isSame(a: string, b: string): boolean {
  const left = Buffer.from(a)
  const right = Buffer.from(b)
  return left.length === right.length && timingSafeEqual(left, right)
}
