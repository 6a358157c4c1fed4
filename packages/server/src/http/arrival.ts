import type { IncomingMessage } from 'node:http'
import { AppError } from '@countersign/contract'
import type { Context as HonoContext } from 'hono'
import type { Context } from '../context.ts'
import { clientAddress, isTrustedProxy } from './client-address.ts'
import { type Unbelieved, unbelievedForwarding } from './forwarding.ts'
import type { Method } from './route.ts'

export type Bindings = { Bindings: { incoming?: IncomingMessage } }
export type HttpContext = HonoContext<Bindings>

/** A request before anything is known about who sent it. */
export interface Arrival {
  request: Request
  /** The logical method: `?_method=` counts on POST (R62: the header of the same purpose never does). */
  method: Method | 'OPTIONS'
  query: string
  ip: string
  scheme: 'http' | 'https'
  host: string
  /** From a trusted proxy. */
  forwardedHost: string | undefined
  /** Forwarding headers that are not read. */
  unbelieved: Unbelieved | null
  header(name: string): string | undefined
  /** The body, once it was read. */
  bytes?: Uint8Array
}

const urlLimit = 8192
const methods = new Set(['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'])

/** Reads the outside of a request; refuses what is too large or encoded before anything is spent on it (R120). */
export function readArrival(c: HttpContext, context: Context): Arrival {
  const request = c.req.raw
  const header = (name: string) => request.headers.get(name) ?? undefined
  if (request.url.length > urlLimit) throw new AppError('url_too_long')
  const encoding = header('content-encoding')
  if (encoding !== undefined && encoding !== 'identity') throw new AppError('content_type_unsupported')
  const at = request.url.indexOf('?')
  const query = at < 0 ? '' : (request.url.slice(at + 1).split('#', 1)[0] ?? '')
  return { request, method: logicalMethod(request.method, query), query, header, ...sender(c, context) }
}

/** Who asks, and by which name. Port-free tests have no socket: they come from this machine. */
export function sender(c: HttpContext, { config }: Context) {
  const header = (name: string) => c.req.raw.headers.get(name) ?? undefined
  const incoming = c.env?.incoming
  const peer = incoming ? incoming.socket.remoteAddress : '127.0.0.1'
  const isProxied = isTrustedProxy(peer?.replace(/^::ffff:/, '') ?? '', config.trustedProxies)
  const isSecure =
    config.url.startsWith('https:') || (isProxied && lastOf(header('x-forwarded-proto'))?.toLowerCase() === 'https')
  return {
    // Port-free requests carry no `Host` header; their URL has it.
    host: header('host') ?? new URL(c.req.raw.url).host,
    ip: clientAddress(peer, header('x-forwarded-for'), config.trustedProxies),
    // A server with an https address is never taken for a plain one: a proxy that speaks http to it must not cost `Secure` (R87).
    scheme: isSecure ? 'https' : 'http',
    forwardedHost: isProxied ? lastOf(header('x-forwarded-host')) : undefined,
    unbelieved: unbelievedForwarding(peer, header, isProxied),
  } as const
}

/** A body that says that it is too large is not read, and nothing else is spent on it. */
export function refuseLarge({ header }: Arrival, limit: number): void {
  if (Number(header('content-length') ?? 0) > limit) throw new AppError('body_too_large', { limit })
}

/** The path as it stands on the wire, before anybody resolved dots or decoded anything. */
export function sentPath(c: HttpContext): string {
  const target = c.env?.incoming?.url ?? c.req.raw.url
  // Proxies and health checks may send the whole address (RFC 9112 §3.2.2).
  return target.replace(/^https?:\/\/[^/?#]*/i, '').split(/[?#]/, 1)[0] ?? ''
}

/** What the nearest proxy wrote. */
function lastOf(list: string | undefined): string | undefined {
  return list?.split(',').at(-1)?.trim()
}

function logicalMethod(method: string, query: string): Method | 'OPTIONS' {
  if (method === 'HEAD') return 'GET'
  if (!methods.has(method)) throw new AppError('route_not_found')
  if (method !== 'POST' || !query.includes('_method=')) return method as Method
  const [wanted, ...others] = new URLSearchParams(query).getAll('_method')
  if (wanted === undefined) return 'POST'
  const isKnown = wanted === 'PATCH' || wanted === 'PUT' || wanted === 'DELETE' || wanted === 'POST'
  if (!isKnown || others.length > 0)
    throw new AppError('request_malformed', { reason: '_method must be PATCH, PUT or DELETE' })
  return wanted
}
