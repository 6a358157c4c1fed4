import { readForeign, storeForeign } from '../../lib/foreign-hash/foreign-hash.ts'
import { readForeignHash } from '../../lib/foreign-hash/read.ts'
import type { Keyring } from '../../lib/keyring.ts'
import type { IncomingPassword } from './incoming.ts'

/** Tells two servers apart: what one stored under its pepper is never right on another. */
export function pepperName(keyring: Pick<Keyring, 'mac'>): string {
  return keyring.mac('identifier', 'name of the pepper').slice(0, 16)
}

/** The hash as it is stored; null with the reason among what is left out. */
export function storedPassword(
  keyring: Pick<Keyring, 'mac'>,
  given: IncomingPassword,
  leftOut: string[],
): string | null {
  try {
    if (!('stored' in given)) return storeForeign(keyring, readForeignHash(given.hasher, given.digest))
    if (given.pepper === pepperName(keyring)) return checked(given.stored)
    leftOut.push('password (hashed under the pepper of another server)')
  } catch (error) {
    leftOut.push(`password (${error instanceof Error ? error.message : 'malformed'})`)
  }
  return null
}

/** The costs in it are bounded as those of any other hash from outside. */
function checked(stored: string): string {
  if (!readForeign(stored)) readForeignHash('argon2', stored)
  return stored
}
