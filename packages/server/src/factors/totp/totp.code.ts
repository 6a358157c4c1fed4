import { createHmac, timingSafeEqual } from 'node:crypto'

/** The profile every authenticator app understands (RFC 6238 §4, §5.2): SHA-1, 6 digits, 30 seconds; one step either way. */
export const totpProfile = { digits: 6, period: 30, window: 1, secretBytes: 20 } as const

export function stepAt(milliseconds: number): number {
  return Math.floor(milliseconds / 1000 / totpProfile.period)
}

/** HOTP value of one step (RFC 4226 §5.3). */
export function codeAt(secret: Uint8Array, step: number): string {
  const counter = Buffer.alloc(8)
  counter.writeBigUInt64BE(BigInt(step))
  const digest = createHmac('sha1', secret).update(counter).digest()
  const offset = digest[digest.length - 1]! & 15 // an HMAC-SHA-1 digest has 20 bytes
  return String((digest.readUInt32BE(offset) & 0x7fffffff) % 10 ** totpProfile.digits).padStart(totpProfile.digits, '0')
}

/**
 * The time step a code belongs to, or null: one of three, whatever the app's drift. Whether the step was used before is for the caller to
 * claim (R4).
 */
export function matchStep(secret: Uint8Array, code: string, now: number, drift = 0): number | null {
  const middle = stepAt(now) + drift
  return lastFit(secret, code, middle - totpProfile.window, middle + totpProfile.window)
}

/** Every step is compared in constant time and none ends the loop early (R11). */
export function lastFit(secret: Uint8Array, code: string, from: number, to: number): number | null {
  const given = Buffer.from(code)
  let matched: number | null = null
  for (let step = from; step <= to; step++) {
    const expected = Buffer.from(codeAt(secret, Math.max(0, step)))
    if (given.length === expected.length && timingSafeEqual(given, expected)) matched = step
  }
  return matched
}
