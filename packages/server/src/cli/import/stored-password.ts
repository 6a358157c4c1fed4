import { readForeign, storeForeign } from '../../lib/foreign-hash/foreign-hash.ts'
import { readForeignHash } from '../../lib/foreign-hash/read.ts'
import { type Macs, pepperIn } from '../../lib/peppers.ts'
import type { IncomingPassword } from './incoming.ts'

/** Tells two servers apart: what one stored under its peppers is never right on another. It stays when they change. */
export function pepperName(keyring: Pick<Macs, 'mac'>): string {
  return keyring.mac('identifier', 'name of the pepper').slice(0, 16)
}

/** Whether this server still has the pepper that a stored hash or MAC was made under. */
export function isPepperKnown(keyring: Pick<Macs, 'macUnder'>, stored: string): boolean {
  return keyring.macUnder(pepperIn(readForeign(stored)?.mac ?? stored), 'password', '') !== null
}

/** The hash as it is stored; null with the reason among what is left out. */
export function storedPassword(keyring: Macs, given: IncomingPassword, leftOut: string[]): string | null {
  try {
    if (!('stored' in given)) return storeForeign(keyring, readForeignHash(given.hasher, given.digest))
    if (given.pepper === pepperName(keyring) && isPepperKnown(keyring, given.stored)) return checked(given.stored)
    leftOut.push('password (hashed under the pepper of another server, or one that is gone)')
  } catch (error) {
    leftOut.push(`password (${error instanceof Error ? error.message : 'malformed'})`)
  }
  return null
}

/** The costs in it are bounded as those of any other hash from outside. */
function checked(stored: string): string {
  if (!readForeign(stored)) readForeignHash('argon2', stored.slice(pepperIn(stored).length))
  return stored
}
