import { AppError } from '@countersign/contract'
import { isLocalName, isLoopbackUrl } from '../instances/hosts.ts'
import type { Instance } from '../instances/instance.ts'

/** Headers that scripts of an allowed origin may read. */
export const exposedHeaders = 'Clerk-Db-Jwt, Date, Retry-After, X-Country, Authorization'

export interface OriginPlace {
  instance: Pick<Instance, 'environment' | 'host' | 'settings'>
  /** Public base URL of the instance as this request reached it. */
  url: string
  /** Whether the server itself is reached over https. */
  secure: boolean
}

/** Exact origins only, never a pattern of somebody's domain and never `null` (R123). */
export function isAllowedOrigin(origin: string, place: OriginPlace): boolean {
  const { instance, url, secure } = place
  if (origin.length > 255) return false
  if (origin === originOf(url)) return true
  // On a public server, `<slug>.localhost` is the visitor's own machine and may be any program there.
  if (!isLocalName(instance.host) || isLoopbackUrl(url)) {
    if (origin === `https://${instance.host}`) return true
    // Over plain http anyone on the network can speak for the host, so that form counts only where the server itself is plain.
    if (!secure && origin === `http://${instance.host}`) return true
  }
  if (instance.settings.allowed_origins.includes(origin)) return true
  return instance.environment === 'development' && isLoopbackOrigin(origin)
}

export interface Sender {
  origin: string | undefined
  /** `Sec-Fetch-Site`, which pages cannot set or remove. */
  site: string | undefined
  hasClientCookie: boolean
}

/**
 * Whether a state-changing request may go on (R121, as the form-encoded protocol needs it). The routes take forms, which any page can
 * post anywhere, so what the browser says about the sender decides:
 * - `Origin` present: exactly allowed or refused, with or without cookie. Signing in and sending messages need no cookie to do harm.
 * - `Origin` absent, `Sec-Fetch-Site: same-origin`: our own page, in a browser that leaves `Origin` out.
 * - `Origin` absent, any other `Sec-Fetch-Site`: a foreign page that hides its origin; refused. (`none` is an address typed in, and those are GETs.)
 * - Neither: not a browser of the last ten years. Without a cookie there is nobody to abuse (curl, native apps, servers); with one it is refused,
 *   because a browser old enough to send neither would carry a victim's cookie. Scripts that keep cookies name their origin.
 */
export function assertSameParty(sender: Sender, place: OriginPlace): void {
  if (sender.origin !== undefined) {
    if (isForeignOrigin(sender.origin, place)) refuseOrigin(sender.origin)
  } else if (sender.site !== undefined) {
    if (sender.site !== 'same-origin') refuseOrigin('a page that hides its origin')
  } else if (sender.hasClientCookie) refuseOrigin('a sender without an Origin header')
}

/** Empty for a foreign origin: the browser then keeps the answer from the page. */
export function corsHeaders(origin: string | undefined, place: OriginPlace): Record<string, string> {
  if (origin === undefined || !isAllowedOrigin(origin, place)) return {}
  return {
    'Access-Control-Allow-Origin': origin,
    'Access-Control-Allow-Credentials': 'true',
    'Access-Control-Expose-Headers': exposedHeaders,
  }
}

/**
 * For the refusal of a foreign origin: its page may read which setting it needs, in a request without credentials. Without
 * `Access-Control-Allow-Credentials` a browser neither shows the answer of a request with cookies nor takes cookies from it.
 */
export const refusalHeaders = { 'Access-Control-Allow-Origin': '*' }

/** Returns whether a request names an origin that is not allowed. One without `Origin` is left to `assertSameParty`. */
export function isForeignOrigin(origin: string | undefined, place: OriginPlace): origin is string {
  return origin !== undefined && !isAllowedOrigin(origin, place)
}

export function refuseOrigin(origin: string): never {
  throw new AppError('origin_invalid', { origin: origin.slice(0, 255) })
}

export function preflightHeaders(origin: string | undefined, place: OriginPlace): Record<string, string> {
  const cors = corsHeaders(origin, place)
  if (!cors['Access-Control-Allow-Origin']) return {}
  return {
    ...cors,
    'Access-Control-Allow-Methods': 'GET, POST, PUT, PATCH, DELETE',
    'Access-Control-Allow-Headers': 'Authorization, Content-Type',
    'Access-Control-Max-Age': '600',
  }
}

/** `http://localhost:3000`, `http://127.0.0.1:5173`, `http://[::1]`, `http://app.localhost:8080`, and the same over https. */
export function isLoopbackOrigin(origin: string): boolean {
  return /^https?:\/\/(?:localhost|127\.0\.0\.1|\[::1\]|(?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?\.)+localhost)(?::\d{1,5})?$/.test(
    origin,
  )
}

/** The origin of an absolute http(s) URL, else null. */
export function originOf(url: string | undefined): string | null {
  const origin = /^(https?:\/\/[^/?#\\@\s]+)/.exec(url ?? '')?.[1]
  return origin ?? null
}
