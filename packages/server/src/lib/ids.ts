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
  let tail = ''
  for (const byte of source.random.bytes(16)) tail += alphabet[byte & 31]
  return `${prefix}_${head}${tail}`
}
