/** What somebody holds in the end. `pending` is a session that may do nothing but what it still owes. */
export type Held = 'none' | 'pending' | 'session' | 'token'

const order: readonly Held[] = ['none', 'pending', 'session', 'token']

export function most(...all: readonly Held[]): Held {
  return all.reduce((one, other) => (order.indexOf(other) > order.indexOf(one) ? other : one), 'none')
}

/** Reads a token as an app's server does. One that passes a check for RS256 counts in full, even if it says that its session is pending (R57). */
export function heldBy(jwt: unknown): Held {
  if (typeof jwt !== 'string' || jwt === '') return 'none'
  const isRefused = part<{ alg?: string }>(jwt, 0).alg !== 'RS256'
  return isRefused && claimsOf(jwt).sts === 'pending' ? 'pending' : 'token'
}

export function claimsOf(jwt: string): { sts?: string; sid?: string } {
  return part(jwt, 1)
}

function part<Part>(jwt: string, index: number): Part {
  return JSON.parse(Buffer.from(jwt.split('.')[index] ?? '', 'base64url').toString())
}
