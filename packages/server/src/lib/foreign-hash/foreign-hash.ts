import type { Macs } from '../peppers.ts'
import { readShape, type Shape, writeShape } from './shape.ts'

/** A password hash that was made elsewhere, taken apart. */
export interface ForeignHash {
  shape: Shape
  salt: Buffer
  digest: Buffer
}

const prefix = 'foreign$'

const peppered = (digest: Buffer) => `foreign|${digest.toString('base64url')}`

export const isForeignMac = (keyring: Pick<Macs, 'isMac'>, digest: Buffer, mac: string) =>
  keyring.isMac('password', peppered(digest), mac)

/**
 * As it is stored until the first sign-in: how to derive the digest, and a MAC of it under the pepper in its place. A stolen database
 * gives nothing to guess against, however cheap the hash was that came.
 */
export function storeForeign(keyring: Pick<Macs, 'mac'>, { shape, salt, digest }: ForeignHash): string {
  return `${prefix}${writeShape(shape)}$${salt.toString('base64url')}$${keyring.mac('password', peppered(digest))}`
}

export interface StoredForeign {
  shape: Shape
  salt: Buffer
  mac: string
}

/** Null for a hash of our own. */
export function readForeign(stored: string): StoredForeign | null {
  if (!stored.startsWith(prefix)) return null
  const [text = '', salt = '', mac = ''] = stored.slice(prefix.length).split('$')
  const shape = readShape(text)
  if (!shape || mac === '') throw new Error('A stored foreign password hash is malformed.')
  return { shape, salt: Buffer.from(salt, 'base64url'), mac }
}
