import { createDecipheriv, createHash } from 'node:crypto'

const rotate = (value: number, by: number) => (value << by) | (value >>> (32 - by))

/** HChaCha20 (draft-irtf-cfrg-xchacha §2.2): the key for the last eight bytes of a nonce of 24. */
export function hchacha20(key: Buffer, nonce: Buffer): Buffer {
  const state = new Int32Array(16)
  for (const [index, word] of [0x61707865, 0x3320646e, 0x79622d32, 0x6b206574].entries()) state[index] = word
  for (let index = 0; index < 8; index++) state[4 + index] = key.readInt32LE(4 * index)
  for (let index = 0; index < 4; index++) state[12 + index] = nonce.readInt32LE(4 * index)
  const at = (index: number) => state[index] ?? 0
  const quarter = (a: number, b: number, c: number, d: number) => {
    for (const [x, y, z, by] of [
      [a, b, d, 16],
      [c, d, b, 12],
      [a, b, d, 8],
      [c, d, b, 7],
    ] as const) {
      state[x] = at(x) + at(y)
      state[z] = rotate(at(z) ^ at(x), by)
    }
  }
  for (let round = 0; round < 10; round++) {
    for (const column of [0, 1, 2, 3]) quarter(column, column + 4, column + 8, column + 12)
    for (const column of [0, 1, 2, 3])
      quarter(column, 4 + ((column + 1) % 4), 8 + ((column + 2) % 4), 12 + ((column + 3) % 4))
  }
  const out = Buffer.alloc(32)
  for (let index = 0; index < 4; index++) {
    out.writeInt32LE(at(index), 4 * index)
    out.writeInt32LE(at(12 + index), 16 + 4 * index)
  }
  return out
}

/**
 * What Better Auth sealed with its secret: XChaCha20-Poly1305 under the SHA-256 of it, the nonce in front, in hex, with a version before it
 * where keys are rotated. Null unless the tag is right, so a wrong secret is known for one.
 */
export function openBetterAuth(secret: string, sealed: string): string | null {
  const hex = sealed.replace(/^\$ba\$\d+\$/, '')
  if (!/^(?:[0-9a-f]{2}){40,4096}$/i.test(hex)) return null
  const bytes = Buffer.from(hex, 'hex')
  const key = createHash('sha256').update(secret).digest()
  const nonce = Buffer.concat([Buffer.alloc(4), bytes.subarray(16, 24)])
  const decipher = createDecipheriv('chacha20-poly1305', hchacha20(key, bytes.subarray(0, 16)), nonce, {
    authTagLength: 16,
  })
  decipher.setAuthTag(bytes.subarray(-16))
  try {
    return Buffer.concat([decipher.update(bytes.subarray(24, -16)), decipher.final()]).toString('utf8')
  } catch {
    return null
  }
}
