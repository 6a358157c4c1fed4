import type { Clock } from './clock.ts'
import type { Random } from './random.ts'

const alphabet = '0123456789ABCDEFGHJKMNPQRSTVWXYZ'

export type IdPrefix =
  | 'app'
  | 'ins'
  | 'key'
  | 'kid'
  | 'user'
  | 'idn'
  | 'totp'
  | 'bset'
  | 'bcode'
  | 'client'
  | 'sia'
  | 'sua'
  | 'ver'
  | 'pkc'
  | 'sess'
  | 'sver'
  | 'grace'
  | 'rcpt'
  | 'dry'
  | 'setc'
  | 'stup'
  | 'hand'
  | 'rnw'
  | 'tdev'
  | 'tick'
  | 'inv'
  | 'snap'
  | 'rec'
  | 'reset'
  | 'help'
  | 'undo'
  | 'appr'
  | 'msg'
  | 'pause'
  | 'ep'
  | 'wsec'
  | 'evt'
  | 'dlv'
  | 'try'
  | 'aud'
  | 'req'

/** A prefixed id that sorts by creation: 48 bits of milliseconds, then 80 random bits, Crockford base32. */
export function newId(prefix: IdPrefix, source: { clock: Clock; random: Random }): string {
  let time = source.clock.now()
  let head = ''
  for (let i = 0; i < 10; i++) {
    head = alphabet[time % 32] + head
    time = Math.floor(time / 32)
  }
  return `${prefix}_${head}${idTail(source.random.bytes(16))}`
}

/** What ids end with: sixteen characters of sixteen bytes. */
export function idTail(bytes: Uint8Array): string {
  let tail = ''
  for (const byte of bytes) tail += alphabet[byte & 31]
  return tail
}
