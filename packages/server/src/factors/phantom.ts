import type { Scope } from '../http/scope.ts'
import { isNumber } from '../users/phone-number.ts'

const alphabet = '0123456789ABCDEFGHJKMNPQRSTVWXYZ'

/**
 * What an address or a number is called before anything is proven, whether somebody has it or not: made of what was typed and nothing else.
 * The id of a row would tell, by the time that is in it, that there is one.
 */
export function phantomIdentificationId(scope: Scope, identifierKey: string): string {
  const mac = Buffer.from(
    scope.context.keyring.mac('identifier', `${scope.instance.id}|idn|${identifierKey}`),
    'base64url',
  )
  let id = 'idn_01K'
  for (const byte of mac.subarray(0, 23)) id += alphabet[byte & 31]
  return id
}

/**
 * The mailbox behind an identifier that names none. It must not read like the number itself: a code that was sent by mail would be taken for
 * one by SMS.
 */
export function phantomMailbox(identifierKey: string): string {
  return isNumber(identifierKey) ? `mailbox of ${identifierKey}` : identifierKey
}

/** First letter and domain: enough to recognise one's own address, too little to learn it (R111). */
export function safeAddress(address: string): string {
  return `${address.slice(0, 1)}*****${address.slice(address.lastIndexOf('@'))}`
}
