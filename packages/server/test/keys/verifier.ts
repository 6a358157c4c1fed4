import { createPublicKey, type JsonWebKey, verify } from 'node:crypto'
import type { Browser } from '../support/browser.ts'

export interface KeySet {
  keys: JsonWebKey[]
}

export async function fetchKeys(browser: Browser): Promise<KeySet> {
  return (await browser.get<KeySet>('/.well-known/jwks.json')).response
}

export const keyOf = (jwt: string): string =>
  JSON.parse(Buffer.from(jwt.split('.')[0] ?? '', 'base64url').toString())['kid']

/** As the strictest verifier does: by the set at hand, without asking for a key it does not know. */
export function verifies(jwt: string, { keys }: KeySet): boolean {
  const jwk = keys.find((key) => key['kid'] === keyOf(jwt))
  if (!jwk) return false
  const at = jwt.lastIndexOf('.')
  const key = createPublicKey({ key: jwk, format: 'jwk' })
  return verify('RSA-SHA256', Buffer.from(jwt.slice(0, at)), key, Buffer.from(jwt.slice(at + 1), 'base64url'))
}
