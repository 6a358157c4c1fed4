/** A way to hash with its costs, but without a salt: all that says how much work a check is. `bcrypt,10` or `pbkdf2,sha256,27500,64`. */
export type Shape =
  | { kind: 'bcrypt' | 'bcrypt-sha256'; cost: number }
  | { kind: 'argon2i' | 'argon2id'; memory: number; time: number; lanes: number; length: number; version: number }
  | { kind: 'pbkdf2'; digest: string; rounds: number; length: number }
  /** `nfkc`: the password is put into that form first. */
  | { kind: 'scrypt' | 'scrypt-nfkc'; n: number; r: number; p: number; length: number }

/** Why a hash cannot be taken over; never holds anything of the hash itself. */
export class ForeignHashError extends Error {
  constructor(reason: string) {
    super(reason)
    this.name = 'ForeignHashError'
  }
}

export const digests = ['sha1', 'sha256', 'sha512']
const mebibyte = 1024 * 1024
const most = { bcrypt: 14, rounds: 2_000_000, memory: 64 * mebibyte, work: 512 * mebibyte, lanes: 16 }

const isWhole = (value: number, least: number, top: number) =>
  Number.isSafeInteger(value) && value >= least && value <= top
const isLength = (value: number) => isWhole(value, 16, 128)

/**
 * Whoever brings a hash chooses what each check costs: bcrypt at 31 is a month, scrypt a gigabyte (R140). What is beyond about two seconds
 * or 64 MiB is refused when it comes in, so that no sign-in has to find out.
 */
export function requireBounds(shape: Shape): Shape {
  if (!isAffordable(shape)) throw new ForeignHashError('its costs are malformed or beyond what a sign-in may cost')
  return shape
}

function isAffordable(shape: Shape): boolean {
  switch (shape.kind) {
    case 'bcrypt':
    case 'bcrypt-sha256':
      return isWhole(shape.cost, 4, most.bcrypt)
    case 'argon2i':
    case 'argon2id': {
      const { memory, time, lanes, length, version } = shape
      const isCheap = isWhole(memory * 1024, 8192, most.memory) && isWhole(memory * 1024 * time, 8192, most.work)
      return (
        isCheap &&
        isWhole(lanes, 1, most.lanes) &&
        memory >= 8 * lanes &&
        isLength(length) &&
        [16, 19].includes(version)
      )
    }
    case 'pbkdf2':
      return digests.includes(shape.digest) && isWhole(shape.rounds, 1, most.rounds) && isLength(shape.length)
    case 'scrypt':
    case 'scrypt-nfkc': {
      const { n, r, p, length } = shape
      const isPower = isWhole(n, 2, 2 ** 20) && Number.isInteger(Math.log2(n))
      const isCheap = isWhole(128 * n * r, 1, most.memory) && isWhole(128 * n * r * p, 1, most.work)
      return isPower && isWhole(r, 1, 64) && isWhole(p, 1, most.lanes) && isCheap && isLength(length)
    }
  }
}

export function writeShape(shape: Shape): string {
  return Object.values(shape).join(',')
}

/** What `writeShape` wrote; null for anything else. */
export function readShape(text: string): Shape | null {
  const [kind = '', ...rest] = text.split(',')
  const shape = shapeOf(kind, rest)
  return shape && isAffordable(shape) && writeShape(shape) === text ? shape : null
}

function shapeOf(kind: string, rest: string[]): Shape | null {
  const [a = 0, b = 0, c = 0, d = 0, e = 0] = rest.map(Number)
  if (kind === 'bcrypt' || kind === 'bcrypt-sha256') return { kind, cost: a }
  if (kind === 'argon2i' || kind === 'argon2id') return { kind, memory: a, time: b, lanes: c, length: d, version: e }
  if (kind === 'pbkdf2') return { kind, digest: rest[0] ?? '', rounds: b, length: c }
  if (kind === 'scrypt' || kind === 'scrypt-nfkc') return { kind, n: a, r: b, p: c, length: d }
  return null
}
