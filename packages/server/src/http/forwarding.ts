import { BlockList, isIPv6 } from 'node:net'
import type { Context } from '../context.ts'
import { isLoopback, isTrustedProxy } from './client-address.ts'
import { listSightings, type PeerKind, storeSighting } from './forwarding.store.ts'

/** A request that says on whose behalf it comes where that is not read. */
export interface Unbelieved {
  header: string
  peer: string
  /** A proxy that is trusted, and names its visitors in a header that is never read. */
  trusted: boolean
}

const headers = ['x-forwarded-for', 'forwarded', 'x-real-ip']
const hour = 3_600_000
const day = 24 * hour

const privateNetworks = new BlockList()
for (const [network, prefix] of [
  ['10.0.0.0', 8],
  ['172.16.0.0', 12],
  ['192.168.0.0', 16],
  ['169.254.0.0', 16],
  ['100.64.0.0', 10],
] as const)
  privateNetworks.addSubnet(network, prefix)
privateNetworks.addSubnet('fc00::', 7, 'ipv6')
privateNetworks.addSubnet('fe80::', 10, 'ipv6')

/**
 * What is noticed is that there is a proxy, so that every visitor behind it counts as one address. The headers of an untrusted peer stay
 * unread (R105). Of a trusted one `X-Forwarded-For` is read, and neither `Forwarded` (RFC 7239) nor `X-Real-IP`: proxies that set the first
 * pass the others on as the visitor sent them, so reading both would let visitors choose their address.
 */
export function unbelievedForwarding(
  peer: string | undefined,
  header: (name: string) => string | undefined,
  isProxied: boolean,
): Unbelieved | null {
  if (!peer || (isProxied && header('x-forwarded-for') !== undefined)) return null
  const name = headers.find((each) => header(each) !== undefined)
  return name ? { header: name, peer: peer.replace(/^::ffff:/, ''), trusted: isProxied } : null
}

function kindOf(peer: string): PeerKind {
  if (isLoopback(peer)) return 'loopback'
  return privateNetworks.check(peer, isIPv6(peer) ? 'ipv6' : 'ipv4') ? 'private' : 'public'
}

/** When each kind was last written down by this process, trusted peers apart. */
const noted = new WeakMap<Context, Map<string, number>>()

/**
 * Says once in the log, and hourly in the database, that forwarding headers arrive which are not read. `doctor` and the dashboard read it
 * there. Writing it down must never stand in the way of a request.
 */
export async function noteForwarding(context: Context, { header, peer, trusted }: Unbelieved): Promise<void> {
  const kind = kindOf(peer)
  const key = `${kind} ${trusted}`
  const now = context.clock.now()
  const ofProcess = noted.get(context) ?? new Map<string, number>()
  noted.set(context, ofProcess)
  const last = ofProcess.get(key)
  if (last !== undefined && now - last < hour) return
  ofProcess.set(key, now)
  // A visitor on the internet can send any header: their address is nothing to keep. That of a proxy is in the configuration.
  const sighting = { kind, header, peer: kind === 'public' && !trusted ? null : peer, seen_at: now }
  if (last === undefined) context.log.warn({ header, kind }, forwardingWarning({ ...sighting, trusted }))
  await storeSighting(context.db, sighting).catch((err: unknown) =>
    context.log.warn({ err }, 'a forwarding header could not be written down'),
  )
}

export interface Sighting {
  kind: PeerKind
  header: string
  /** Null for a peer on the internet. */
  peer: string | null
  seen_at: number
  /** A proxy that is trusted by now; its header is one that is never read. */
  trusted: boolean
}

/** What was seen in the last day, except from peers that are trusted by now and whose header is read. */
export async function unbelievedLately({
  db,
  config,
  clock,
}: Pick<Context, 'db' | 'config' | 'clock'>): Promise<Sighting[]> {
  const rows = await listSightings(db, clock.now() - day)
  return rows
    .map((row) => ({ ...row, trusted: row.peer !== null && isTrustedProxy(row.peer, config.trustedProxies) }))
    .filter(({ trusted, header }) => !trusted || header !== headers[0])
}

/** For administrators: what it means and what to do. */
export function forwardingWarning({ kind, header, peer, trusted }: Omit<Sighting, 'seen_at'>): string {
  if (trusted)
    return `The ${header} header of the trusted proxy ${peer} is not read. All visitors behind it count as one IP address and share its limits. Configure the proxy to set X-Forwarded-For.`
  if (kind === 'public')
    return `Requests with a ${header} header arrive directly from the internet. If your proxy or CDN sends them, add its addresses to COUNTERSIGN_TRUSTED_PROXIES; otherwise ignore this, the header has no effect.`
  return `Requests with a ${header} header arrive from ${peer}, which is not in COUNTERSIGN_TRUSTED_PROXIES. All visitors behind it count as one IP address and share its limits. Add its address to COUNTERSIGN_TRUSTED_PROXIES and restart.`
}
