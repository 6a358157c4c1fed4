import { createHash } from 'node:crypto'
import type { Instance } from '../instances/instance.ts'
import { cookieDomain } from './cookie-domain.ts'
import { type TrustCookie, trustLine } from './trust-cookie.ts'

/** A year: under the 400 days that browsers allow, over the 8 days at which SDKs ask for a fresh cookie (R87). */
export const yearSeconds = 365 * 24 * 3600
const candidateLimit = 4

/** What an answer does to the cookies; absent fields leave them alone. */
export interface CookieChange {
  /** A new token, or null to forget the client. */
  clientToken?: string | null
  /** Unix seconds of the last change of sign-in, 0 when nobody is signed in; pages read it (production only). */
  uat?: number
  /** Of a browser that is trusted with the second step of a user. */
  trust?: TrustCookie
}

export interface CookiePlace {
  instance: Pick<Instance, 'slug' | 'publishableKey' | 'environment' | 'settings'>
  addressedBy: 'host' | 'prefix' | 'key' | 'only'
  secure: boolean
  /** Public base URL of the instance, and the page that asked, as far as it is known. */
  url: string
  origin: string | null
  /** The `Cookie` header that came. */
  sentCookies: string | undefined
}

/** An answer to an old token leaves all cookies alone: the newer one may be on its way, and nothing may come after it. */
export function cookiesFor({ past, cookie }: { past: unknown; cookie: CookieChange }): CookieChange {
  return past ? {} : cookie
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

/**
 * Set-Cookie lines. A client's token is always host-only: no Domain, so a sibling host never receives it (R87). The time of the last
 * sign-in is no secret; the app beside the API reads it.
 */
export function writeCookies(change: CookieChange, place: CookiePlace): string[] {
  const suffix = cookieSuffix(place.instance.publishableKey)
  const lines: string[] = []
  if (change.clientToken !== undefined) {
    const age = change.clientToken === null ? 0 : yearSeconds
    const value = change.clientToken ?? ''
    // Behind a path prefix many instances share one host: the plain name is kept to the prefix, the suffixed one tells them apart.
    const path = place.addressedBy === 'prefix' ? `/i/${place.instance.slug}` : '/'
    lines.push(cookieLine('__client', value, { path, age, secure: place.secure, hidden: true }))
    if (place.addressedBy === 'prefix') {
      lines.push(cookieLine(`__client_${suffix}`, value, { path: '/', age, secure: place.secure, hidden: true }))
    }
  }
  if (change.trust) lines.push(trustLine(change.trust, place.secure))
  if (change.uat !== undefined && place.instance.environment === 'production') {
    const sent = readCookies(place.sentCookies)
    const domain = cookieDomain(new URL(place.url).hostname, place.instance.settings.allowed_origins, place.origin)
    for (const name of bothNames('__client_uat', place.instance.publishableKey)) {
      const known = sent.filter(([sentName]) => sentName === name).map(([, value]) => value)
      if (known.every((value) => value === String(change.uat)) && (known.length > 0 || change.uat === 0)) continue
      lines.push(cookieLine(name, String(change.uat), { age: yearSeconds, secure: place.secure, domain }))
    }
  }
  return lines
}

/** The plain name, and the one that tells apps on one host apart. */
export function bothNames(name: string, publishableKey: string): [plain: string, suffixed: string] {
  return [name, `${name}_${cookieSuffix(publishableKey)}`]
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
export function isToken(value: string): boolean {
  return /^[\w-]{43}$/.test(value)
}

export interface CookieFlags {
  path?: string
  /** Seconds; 0 deletes. */
  age: number
  secure: boolean
  /** Kept from scripts. */
  hidden?: boolean
  domain?: string | null
}

export function cookieLine(name: string, value: string, at: CookieFlags): string {
  const flags = `${at.hidden ? '; HttpOnly' : ''}${at.secure ? '; Secure' : ''}`
  const domain = at.domain ? `; Domain=${at.domain}` : ''
  return `${name}=${value}; Path=${at.path ?? '/'}${domain}; Max-Age=${at.age}; SameSite=Lax${flags}`
}
