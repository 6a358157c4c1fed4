import { createHash, pbkdf2, scrypt } from 'node:crypto'
import { promisify } from 'node:util'
import type { Shape } from './shape.ts'

const derivePbkdf2 = promisify(pbkdf2)
const deriveScrypt = promisify<string, Buffer, number, { N: number; r: number; p: number; maxmem: number }, Buffer>(
  scrypt,
)

/** What the place it came from made of the password. Off the main thread, all of them. */
export async function derive(password: string, shape: Shape, salt: Buffer): Promise<Buffer> {
  switch (shape.kind) {
    case 'bcrypt':
      return bcrypt(password, shape.cost, salt)
    case 'bcrypt-sha256':
      return bcrypt(createHash('sha256').update(password).digest('hex'), shape.cost, salt)
    case 'argon2i':
    case 'argon2id': {
      const { hashRaw } = await import('@node-rs/argon2')
      const { memory, time, lanes, length, version } = shape
      return hashRaw(password, {
        algorithm: shape.kind === 'argon2i' ? 1 : 2,
        version: version === 16 ? 0 : 1,
        memoryCost: memory,
        timeCost: time,
        parallelism: lanes,
        outputLen: length,
        salt,
      })
    }
    case 'pbkdf2':
      return derivePbkdf2(password, salt, shape.rounds, shape.length, shape.digest)
    case 'scrypt':
    case 'scrypt-nfkc': {
      const { n, r, p, length } = shape
      const text = shape.kind === 'scrypt-nfkc' ? password.normalize('NFKC') : password
      return deriveScrypt(text, salt, length, { N: n, r, p, maxmem: 256 * n * r + 1024 * 1024 })
    }
  }
}

/** Cuts the password off after 72 bytes, as every bcrypt did that made such a hash. */
async function bcrypt(password: string, cost: number, salt: Buffer): Promise<Buffer> {
  const { hash } = await import('@node-rs/bcrypt')
  const encoded = `$2b$${String(cost).padStart(2, '0')}$${salt.toString('latin1')}`
  return Buffer.from((await hash(password, { salt: encoded })).slice(29), 'latin1')
}

/** A salt of the right form for a check that nobody asked for. */
export function anySalt(shape: Shape): Buffer {
  return shape.kind.startsWith('bcrypt') ? Buffer.alloc(22, '.') : Buffer.alloc(16, 1)
}
