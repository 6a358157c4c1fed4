import { Banner } from '@countersign/ui'
import { useServerState } from '../api/queries.ts'
import type { ServerState } from '../api/views.ts'

type Sighting = ServerState['untrusted_proxies'][number]

/** On every page, since limits of all instances are wrong behind a proxy that is not trusted; nothing where there is none. */
export function ProxyNotice() {
  const { data: server } = useServerState()
  const [seen] = server?.untrusted_proxies ?? []
  if (!seen) return null
  return (
    <Banner tone="warn" title={titleOf(seen)}>
      {textOf(seen)}
    </Banner>
  )
}

function titleOf({ kind, trusted }: Sighting): string {
  if (trusted) return 'X-Forwarded-For is missing'
  return kind === 'public' ? 'Forwarding headers from the internet' : 'Proxy not trusted'
}

function textOf({ kind, header, peer, trusted }: Sighting): string {
  if (trusted)
    return `The ${header} header of the trusted proxy ${peer} is not read. All visitors behind it count as one IP address and share its limits. Configure the proxy to set X-Forwarded-For.`
  if (kind === 'public')
    return `Requests with a ${header} header arrive directly from the internet. If your proxy or CDN sends them, add its addresses to COUNTERSIGN_TRUSTED_PROXIES. Otherwise you can ignore this.`
  return `Requests with a ${header} header arrive from ${peer}, which is not in COUNTERSIGN_TRUSTED_PROXIES. All visitors behind it count as one IP address and share its limits. Add its address and restart the server.`
}
