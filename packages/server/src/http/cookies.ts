import { createHash } from 'node:crypto'
import type { Instance } from '../instances/instance.ts'

/** A year: under the 400 days that browsers allow, over the 8 days at which SDKs ask for a fresh cookie (R87). */
const yearSeconds = 365 * 24 * 3600
const candidateLimit = 4

/** What an answer does to the cookies; absent fields leave them alone. */
export interface CookieChange {
  /** A new token, or null to forget the client. */
  clientToken?: string | null
  /** Unix seconds of the last change of sign-in, 0 when nobody is signed in; pages read it (production only). */
  uat?: number
}

export interface CookiePlace {
  instance: Pick<Instance, 'slug' | 'publishableKey' | 'environment'>
  addressedBy: 'host' | 'prefix' | 'key' | 'only'
  secure: boolean
}

/** Never throws: a header that makes no sense holds no cookies (R127). */
export function readCookies(header: string | undefined): [name: string, value: string][] {
  if (!header) return []
  return header.split(';').flatMap((part): [string, string][] => {
    const at = part.indexOf('=')
    return at < 1 ? [] : [[part.slice(0, at).trim(), part.slice(at + 1).trim()]]
  })
}

/** Tokens that may be this instance's; several instances can share a host, so only the database knows which one is. */
export function clientTokens(header: string | undefined, publishableKey: string): string[] {
  if (!header?.includes('__client')) return []
  const suffixed = `__client_${cookieSuffix(publishableKey)}`
  const found = readCookies(header).filter(
    ([name, value]) => isToken(value) && (name === suffixed || name === '__client'),
  )
  const ordered = [...found.filter(([name]) => name === suffixed), ...found.filter(([name]) => name === '__client')]
  return [...new Set(ordered.map(([, value]) => value))].slice(0, candidateLimit)
}

/** Set-Cookie lines. Always host-only: no Domain, so a sibling host never receives a client's token (R87). */
export function writeCookies(change: CookieChange, place: CookiePlace): string[] {
  const suffix = cookieSuffix(place.instance.publishableKey)
  const lines: string[] = []
  if (change.clientToken !== undefined) {
    const age = change.clientToken === null ? 0 : yearSeconds
    const value = change.clientToken ?? ''
    // Behind a path prefix many instances share one host: the plain name is kept to the prefix, the suffixed one tells them apart.
    const path = place.addressedBy === 'prefix' ? `/i/${place.instance.slug}` : '/'
    lines.push(line('__client', value, { path, age, secure: place.secure, hidden: true }))
    if (place.addressedBy === 'prefix') {
      lines.push(line(`__client_${suffix}`, value, { path: '/', age, secure: place.secure, hidden: true }))
    }
  }
  if (change.uat !== undefined && place.instance.environment === 'production') {
    for (const name of ['__client_uat', `__client_uat_${suffix}`]) {
      lines.push(line(name, String(change.uat), { path: '/', age: yearSeconds, secure: place.secure, hidden: false }))
    }
  }
  return lines
}

const suffixes = new Map<string, string>()

/** First 8 characters of base64url(SHA-1(publishable key)): a name that the SDKs compute too, not a secret. */
export function cookieSuffix(publishableKey: string): string {
  let suffix = suffixes.get(publishableKey)
  if (!suffix) {
    suffix = createHash('sha1').update(publishableKey).digest('base64url').slice(0, 8)
    suffixes.set(publishableKey, suffix)
  }
  return suffix
}

/** Tokens are 256 bits in base64url; anything else is not worth a look into the database. */
function isToken(value: string): boolean {
  return /^[\w-]{43}$/.test(value)
}

function line(
  name: string,
  value: string,
  at: { path: string; age: number; secure: boolean; hidden: boolean },
): string {
  const flags = `${at.hidden ? '; HttpOnly' : ''}${at.secure ? '; Secure' : ''}`
  return `${name}=${value}; Path=${at.path}; Max-Age=${at.age}; SameSite=Lax${flags}`
}
