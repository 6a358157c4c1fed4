/** What somebody holds in the end. `pending` is a session that may do nothing but what it still owes. */
export type Held = 'none' | 'pending' | 'session' | 'token'

const order: readonly Held[] = ['none', 'pending', 'session', 'token']

export function most(...all: readonly Held[]): Held {
  return all.reduce((one, other) => (order.indexOf(other) > order.indexOf(one) ? other : one), 'none')
}

/** Read as anybody who is shown it would. */
export function heldBy(jwt: unknown): Held {
  if (typeof jwt !== 'string' || jwt === '') return 'none'
  return claimsOf(jwt).sts === 'pending' ? 'pending' : 'token'
}

export function claimsOf(jwt: string): { sts?: string; sid?: string } {
  return JSON.parse(Buffer.from(jwt.split('.')[1] ?? '', 'base64url').toString())
}
