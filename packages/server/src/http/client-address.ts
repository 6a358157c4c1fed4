import { BlockList, isIP, isIPv4, isIPv6 } from 'node:net'

/** Stands for a peer nobody can name; it is limited like any other address (R105). */
export const unknownAddress = 'unknown'

/**
 * Who is at the other end. `X-Forwarded-For` is read from the right and only through proxies the operator named:
 * everything left of the first stranger could have been written by that stranger (R105).
 */
export function clientAddress(peer: string | undefined, forwardedFor: string | undefined, proxies: BlockList): string {
  let address = normalise(peer)
  if (!forwardedFor || !isTrustedProxy(address, proxies)) return address
  for (const hop of forwardedFor.split(',').reverse()) {
    const next = normalise(hop.trim())
    if (next === unknownAddress) return address
    address = next
    if (!isTrustedProxy(address, proxies)) return address
  }
  return address
}

/** A look into the list costs more than most requests, and peers are few: what was found is kept. */
const known = new WeakMap<BlockList, Map<string, boolean>>()
const mostKnown = 1000

export function isTrustedProxy(address: string, proxies: BlockList): boolean {
  let answers = known.get(proxies)
  if (!answers || answers.size > mostKnown) {
    answers = new Map()
    known.set(proxies, answers)
  }
  let answer = answers.get(address)
  if (answer === undefined) {
    answer = isIP(address) !== 0 && proxies.check(address, isIPv6(address) ? 'ipv6' : 'ipv4')
    answers.set(address, answer)
  }
  return answer
}

/** IPv4 whole; IPv6 by /64, because one subscriber holds all of it. */
export function addressKey(address: string): string {
  return isIPv6(address) ? `${expand(address).slice(0, 4).join(':')}::/64` : address
}

/** IPv4 by /24, IPv6 by /48: what one customer of a network operator typically gets at once. */
export function addressNetwork(address: string): string {
  if (isIPv6(address)) return `${expand(address).slice(0, 3).join(':')}::/48`
  return isIPv4(address) ? `${address.slice(0, address.lastIndexOf('.'))}.0/24` : address
}

const loopback = new BlockList()
loopback.addSubnet('127.0.0.0', 8, 'ipv4')
loopback.addAddress('::1', 'ipv6')

export function isLoopback(address: string): boolean {
  return isTrustedProxy(address, loopback)
}

function normalise(text: string | undefined): string {
  if (!text) return unknownAddress
  const bare =
    /^\[(.+)\](?::\d+)?$/.exec(text)?.[1] ?? (/^[\d.]+:\d+$/.test(text) ? text.slice(0, text.indexOf(':')) : text)
  const mapped = /^::ffff:([\d.]+)$/i.exec(bare)?.[1]
  const address = mapped ?? bare.replace(/%.*$/, '').toLowerCase()
  return isIP(address) ? address : unknownAddress
}

/** The eight groups of a valid IPv6 address, without leading zeros. */
function expand(address: string): string[] {
  const [head = '', tail] = address.replace(/[\d.]+$/, (last) => (last.includes('.') ? dotted(last) : last)).split('::')
  const left = head === '' ? [] : head.split(':')
  const right = !tail ? [] : tail.split(':')
  const zeros = tail === undefined ? [] : Array.from({ length: 8 - left.length - right.length }, () => '0')
  return [...left, ...zeros, ...right].map((group) => Number.parseInt(group, 16).toString(16))
}

function dotted(quad: string): string {
  const [a = 0, b = 0, c = 0, d = 0] = quad.split('.').map(Number)
  return `${(a * 256 + b).toString(16)}:${(c * 256 + d).toString(16)}`
}
