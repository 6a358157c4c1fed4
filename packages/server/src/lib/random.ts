import { generateKeyPair, type KeyObject, randomBytes, randomInt } from 'node:crypto'
import { promisify } from 'node:util'

export interface KeyPair {
  publicKey: KeyObject
  privateKey: KeyObject
}

/** The only source of randomness: the operating system's generator (R117). */
export interface Random {
  bytes(length: number): Buffer
  /** Uniform in [0, limit). */
  below(limit: number): number
  /** RSA, 2048 bits. Takes a tenth of a second of a thread of the pool. */
  rsaKeyPair(): Promise<KeyPair>
}

const poolSize = 4096
let pool = Buffer.alloc(0)

/** Bytes of one large draw, handed out once each and wiped: a draw for each id costs more than the id. */
function drawn(length: number): Buffer {
  if (length > poolSize / 4) return randomBytes(length)
  if (pool.length < length) pool = randomBytes(poolSize)
  const bytes = Buffer.from(pool.subarray(0, length))
  pool.fill(0, 0, length)
  pool = pool.subarray(length)
  return bytes
}

const generate = promisify(generateKeyPair)

export const systemRandom: Random = {
  bytes: drawn,
  below: (limit) => randomInt(limit),
  rsaKeyPair: () => generate('rsa', { modulusLength: 2048 }),
}

/** 256 bits, base64url: client, ticket and key tokens (R86). */
export function token(random: Random): string {
  return random.bytes(32).toString('base64url')
}

/** Six decimal digits, uniform, leading zeros kept (R12). */
export function sixDigits(random: Random): string {
  return String(random.below(1_000_000)).padStart(6, '0')
}
