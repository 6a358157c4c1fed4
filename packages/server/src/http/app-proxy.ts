import { isIP } from 'node:net'
import type { Resolved } from '../instances/resolve.ts'
import type { Arrival } from './arrival.ts'
import { isAllowedOrigin } from './origin.ts'

/**
 * An app that passes its visitors on to the Frontend API proves itself with the instance's secret key. Only then do its headers
 * say who the visitor is and where the API stands on the app's own site.
 */
export function believeAppProxy(arrival: Arrival, resolved: Resolved): void {
  const visitor = arrival.header('x-forwarded-for')?.split(',').at(-1)?.trim()
  if (visitor && isIP(visitor)) arrival.ip = visitor
  const base = arrival.header('clerk-proxy-url')
  const url = base && URL.canParse(base) ? new URL(base) : null
  if (!url || !/^https?:$/.test(url.protocol) || url.username || url.search || url.hash) return
  arrival.scheme = url.protocol === 'https:' ? 'https' : 'http'
  const { url: configured } = resolved
  resolved.url = url.href.replace(/\/$/, '')
  // The proxies of some SDKs derive this header from the `Host` of their own visitor, so only a configured address gets into messages (R125).
  const place = { instance: resolved.instance, url: configured, secure: configured.startsWith('https:') }
  resolved.linkUrl = isAllowedOrigin(url.origin, place) ? resolved.url : configured
}
