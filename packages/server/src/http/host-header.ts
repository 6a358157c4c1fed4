import type { IncomingMessage } from 'node:http'

/**
 * Returns whether a request names one host. Node keeps the first of two `Host` headers and a proxy in front may have looked at the last;
 * the same goes for a request target that names another host than the header does (RFC 9112 §3.2).
 */
export function hasOneHost({ rawHeaders, url = '' }: Pick<IncomingMessage, 'rawHeaders' | 'url'>): boolean {
  const sent = rawHeaders.filter((_, at) => at % 2 === 1 && rawHeaders[at - 1]?.toLowerCase() === 'host')
  if (sent.length > 1) return false
  const target = /^https?:\/\/([^/?#]*)/i.exec(url)?.[1]
  const [host] = sent
  return target === undefined || host === undefined || withoutDefaultPort(target) === withoutDefaultPort(host)
}

function withoutDefaultPort(host: string): string {
  return host.toLowerCase().replace(/:(?:80|443)$/, '')
}
