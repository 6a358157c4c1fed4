import { isIP } from 'node:net'
import type { Config } from '../config.ts'
import type { Instance } from '../instances/instance.ts'
import type { Address, Network } from '../lib/network.ts'
import { TransportError } from '../transports/transport.ts'
import { isLoopbackAddress, isPublicAddress } from './addresses.ts'

export type Place = 'public' | 'local'

/**
 * Receivers on this machine, and without TLS, are for developers alone: of a development instance, on a server that is itself on the
 * developer's machine. One that is reached from elsewhere has neighbours on its loopback that no operator may address.
 */
export function placeOf(config: Pick<Config, 'url'>, instance: Pick<Instance, 'environment'>): Place {
  const { protocol, hostname } = new URL(config.url)
  const isHere = protocol === 'http:' && /^(?:localhost|.+\.localhost|127\.\d+\.\d+\.\d+|\[::1\])$/.test(hostname)
  return isHere && instance.environment === 'development' ? 'local' : 'public'
}

/** Whether such a URL may be kept at all. What its name leads to is asked at every try, for it can change. */
export function isTargetUrl(text: string, place: Place): boolean {
  if (!URL.canParse(text) || /[\s\p{Cc}]/u.test(text)) return false
  const { protocol, username, password, hash } = new URL(text)
  if (username || password || hash) return false
  if (protocol !== 'https:' && !(protocol === 'http:' && place === 'local')) return false
  const literal = hostOf(new URL(text))
  return isIP(literal) === 0 || isAllowed(literal, place)
}

/**
 * The address to connect to, or a refusal. All that the name leads to must be allowed, and the caller connects to what was checked: a
 * name that answers differently a moment later (DNS rebinding) leads nowhere else.
 */
export async function checkedAddress(network: Network, url: URL, place: Place): Promise<Address> {
  const host = hostOf(url)
  const version = isIP(host)
  const found = version === 0 ? await resolve(network, host) : [{ address: host, family: version }]
  const [first] = found
  if (!first) throw new TransportError('failed', 'The name of the receiver leads to no address.')
  if (!found.every(({ address }) => isAllowed(address, place)))
    throw new TransportError('failed', 'The receiver is on a network that no webhook may reach.')
  return first
}

async function resolve(network: Network, host: string): Promise<Address[]> {
  try {
    return await network.resolve(host)
  } catch {
    return []
  }
}

function isAllowed(address: string, place: Place): boolean {
  return isPublicAddress(address) || (place === 'local' && isLoopbackAddress(address))
}

/** An IPv6 address without its brackets. `URL` has already read the short and odd ways to write an IPv4 address. */
function hostOf({ hostname }: URL): string {
  return hostname.replace(/^\[|\]$/g, '')
}
