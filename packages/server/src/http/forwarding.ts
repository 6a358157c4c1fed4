import { BlockList, isIPv6 } from 'node:net'
import type { Context } from '../context.ts'
import { isLoopback, isTrustedProxy } from './client-address.ts'
import { listSightings, type PeerKind, storeSighting } from './forwarding.store.ts'

/** A request that says on whose behalf it comes, from a peer that the configuration does not trust. */
export interface Unbelieved {
  header: string
  peer: string
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

/** Its headers stay unread (R105); what is noticed is that there is a proxy, so that every visitor behind it counts as one address. */
export function unbelievedForwarding(
  peer: string | undefined,
  header: (name: string) => string | undefined,
  isProxied: boolean,
): Unbelieved | null {
  const name = isProxied || !peer ? undefined : headers.find((each) => header(each) !== undefined)
  return name && peer ? { header: name, peer: peer.replace(/^::ffff:/, '') } : null
}

function kindOf(peer: string): PeerKind {
  if (isLoopback(peer)) return 'loopback'
  return privateNetworks.check(peer, isIPv6(peer) ? 'ipv6' : 'ipv4') ? 'private' : 'public'
}

/** When each kind was last written down by this process. */
const noted = new WeakMap<Context, Map<PeerKind, number>>()

/**
 * Says once in the log, and hourly in the database, that forwarding headers arrive from a peer that is not trusted. `doctor` and the dashboard read it
 * there. Writing it down must never stand in the way of a request.
 */
export async function noteForwarding(context: Context, { header, peer }: Unbelieved): Promise<void> {
  const kind = kindOf(peer)
  const now = context.clock.now()
  const ofProcess = noted.get(context) ?? new Map<PeerKind, number>()
  noted.set(context, ofProcess)
  const last = ofProcess.get(kind)
  if (last !== undefined && now - last < hour) return
  ofProcess.set(kind, now)
  // A visitor on the internet can send any header: their address is nothing to keep.
  const sighting = { kind, header, peer: kind === 'public' ? null : peer, seen_at: now }
  if (last === undefined) context.log.warn({ header, kind }, forwardingWarning(sighting))
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
}

/** What was seen in the last day, except from peers that are trusted by now. */
export async function unbelievedLately({
  db,
  config,
  clock,
}: Pick<Context, 'db' | 'config' | 'clock'>): Promise<Sighting[]> {
  const rows = await listSightings(db, clock.now() - day)
  return rows.filter(({ peer }) => peer === null || !isTrustedProxy(peer, config.trustedProxies))
}

/** For administrators: what it means and what to do. */
export function forwardingWarning({ kind, header, peer }: Pick<Sighting, 'kind' | 'header' | 'peer'>): string {
  if (kind === 'public')
    return `Requests with a ${header} header arrive directly from the internet. If your proxy or CDN sends them, add its addresses to COUNTERSIGN_TRUSTED_PROXIES; otherwise ignore this, the header has no effect.`
  return `Requests with a ${header} header arrive from ${peer}, which is not in COUNTERSIGN_TRUSTED_PROXIES. All visitors behind it count as one IP address and share its limits. Add its address to COUNTERSIGN_TRUSTED_PROXIES and restart.`
}
