import { randomBytes, randomInt } from 'node:crypto'

/** The only source of randomness: the operating system's generator (R117). */
export interface Random {
  bytes(length: number): Buffer
  /** Uniform in [0, limit). */
  below(limit: number): number
}

export const systemRandom: Random = { bytes: (length) => randomBytes(length), below: (limit) => randomInt(limit) }

/** 256 bits, base64url: client, ticket and key tokens (R86). */
export function token(random: Random): string {
  return random.bytes(32).toString('base64url')
}

/** Six decimal digits, uniform, leading zeros kept (R12). */
export function sixDigits(random: Random): string {
  return String(random.below(1_000_000)).padStart(6, '0')
}
