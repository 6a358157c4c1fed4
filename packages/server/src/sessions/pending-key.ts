import type { KeySetView } from '@countersign/contract'

type PublicKey = KeySetView['keys'][number]

const suffix = '_pending'

/**
 * How the token of a pending session is signed: with RS512, under a key id that the public key set does not list. A check that was written
 * for active sessions (RS256, public key set) refuses it, whether or not it looks at `sts` (docs/decisions/0021-pending-tokens.md).
 */
export const pendingAlgorithm = 'RS512'

export function pendingKeyId(kid: string): string {
  return `${kid}${suffix}`
}

/** Returns the id of the key that signed, or null where algorithm and id do not belong together. */
export function signingKeyId({ alg, kid }: Record<string, unknown>): string | null {
  if (typeof kid !== 'string') return null
  const isPending = kid.endsWith(suffix)
  if (alg !== (isPending ? pendingAlgorithm : 'RS256')) return null
  return isPending ? kid.slice(0, -suffix.length) : kid
}

/** Adds to each key the entry that tokens of pending sessions are found by. For holders of the secret key: Clerk's server SDKs need it. */
export function withPendingKeys({ keys }: KeySetView): KeySetView {
  return { keys: keys.flatMap((key): PublicKey[] => [key, { ...key, kid: pendingKeyId(key.kid), alg: 'RS512' }]) }
}
