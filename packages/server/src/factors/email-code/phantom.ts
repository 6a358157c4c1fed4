import type { Scope } from '../../http/scope.ts'

const alphabet = '0123456789ABCDEFGHJKMNPQRSTVWXYZ'

/** An id for the address of an account that does not exist: it looks like any other and stays the same for the same identifier. */
export function phantomIdentificationId(scope: Scope, identifierKey: string): string {
  const mac = Buffer.from(
    scope.context.keyring.mac('identifier', `${scope.instance.id}|idn|${identifierKey}`),
    'base64url',
  )
  let id = 'idn_01K'
  for (const byte of mac.subarray(0, 23)) id += alphabet[byte & 31]
  return id
}

/** First letter and domain: enough to recognise one's own address, too little to learn it (R111). */
export function safeAddress(address: string): string {
  return `${address.slice(0, 1)}*****${address.slice(address.lastIndexOf('@'))}`
}
