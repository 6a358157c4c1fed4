import { createHash } from 'node:crypto'
import { cookieLine, readCookies } from './cookies.ts'

/** What an answer does to the cookie by which a browser is trusted with one user's second step. */
export interface TrustCookie {
  userId: string
  value: string
  /** Seconds. */
  age: number
}

/** One cookie for each user: that of one is never even looked at for another (R96). */
function nameFor(userId: string): string {
  return `trusted_${createHash('sha256').update(userId).digest('base64url').slice(0, 10)}`
}

/** The token that came, if it can be one. Which user it is for, the database says. */
export function trustToken(header: string | undefined, userId: string): string | null {
  const name = nameFor(userId)
  const isIts = (sent: string) => sent === `__Host-${name}` || sent === name
  return readCookies(header).find(([sent, value]) => isIts(sent) && isTrustToken(value))?.[1] ?? null
}

/** Two parts of 256 bits; one where it was made before there were two. */
function isTrustToken(value: string): boolean {
  return /^(?:[\w-]{43}\.)?[\w-]{43}$/.test(value)
}

/** Over https bound to this very host by the browser itself, so that no host beside it can plant one. */
export function trustLine({ userId, value, age }: TrustCookie, secure: boolean): string {
  const name = `${secure ? '__Host-' : ''}${nameFor(userId)}`
  return cookieLine(name, value, { age, secure, hidden: true })
}
