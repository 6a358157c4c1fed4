import { createPublicKey, verify } from 'node:crypto'
import type { Context } from '../context.ts'
import { signingKeyId } from './pending-key.ts'
import { publicKeys } from './signing-keys.store.ts'
import { category } from './tokens.ts'

/** The claims of a session token that this instance signed, however old it is; null for anything else, never an error (R127). */
export async function readToken(context: Context, instanceId: string, jwt: string): Promise<{ sid: unknown } | null> {
  const parts = /^([\w-]+)\.([\w-]+)\.([\w-]+)$/.exec(jwt)
  if (!parts) return null
  const [, head, body, signature] = parts as unknown as [string, string, string, string]
  const header = decode(head)
  const claims = decode(body)
  const keyId = header && signingKeyId(header)
  if (!keyId || header['cat'] !== category.session || !claims) return null
  const keys = (await publicKeys(context.db, instanceId)).map((row) => JSON.parse(row.public_jwk))
  const jwk = keys.find(({ kid }) => kid === keyId)
  if (!jwk) return null
  const key = createPublicKey({ key: jwk, format: 'jwk' })
  const hash = header['alg'] === 'RS256' ? 'RSA-SHA256' : 'RSA-SHA512'
  const isOurs = verify(hash, Buffer.from(`${head}.${body}`), key, Buffer.from(signature, 'base64url'))
  return isOurs ? { sid: claims['sid'] } : null
}

function decode(part: string): Record<string, unknown> | null {
  try {
    const value: unknown = JSON.parse(Buffer.from(part, 'base64url').toString())
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : null
  } catch {
    return null
  }
}
