import { isIP } from 'node:net'
import type { Resolved } from '../instances/resolve.ts'
import type { Arrival } from './arrival.ts'

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
  resolved.url = url.href.replace(/\/$/, '')
}
