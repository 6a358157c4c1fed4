import { BlockList, isIP } from 'node:net'

/** Everything of IPv4 that is not the public network: this machine, private and shared networks, metadata services, multicast, tests. */
const privateBlocks = new BlockList()
for (const [network, bits] of [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.0.2.0', 24],
  ['192.88.99.0', 24],
  ['192.168.0.0', 16],
  ['198.18.0.0', 15],
  ['198.51.100.0', 24],
  ['203.0.113.0', 24],
  ['224.0.0.0', 3],
] as const)
  privateBlocks.addSubnet(network, bits, 'ipv4')

/** Of IPv6 only what is handed out to the public counts: mapped, translated (NAT64), local and link-local addresses lie outside. */
const publicSpace = new BlockList()
publicSpace.addSubnet('2000::', 3, 'ipv6')
/** And within it: Teredo and other protocol assignments, documentation, and 6to4, which carries an IPv4 address. */
for (const [network, bits] of [
  ['2001::', 23],
  ['2001:db8::', 32],
  ['2002::', 16],
  ['3fff::', 20],
] as const)
  privateBlocks.addSubnet(network, bits, 'ipv6')

/** Whether an address is one that anybody on the Internet could ask as well: a server asks no other on somebody's behalf (R138). */
export function isPublicAddress(address: string): boolean {
  const version = isIP(address)
  if (version === 4) return !privateBlocks.check(address, 'ipv4')
  // A zone names a link of this machine.
  if (version !== 6 || address.includes('%')) return false
  return publicSpace.check(address, 'ipv6') && !privateBlocks.check(address, 'ipv6')
}

export function isLoopbackAddress(address: string): boolean {
  return address === '::1' || (isIP(address) === 4 && address.startsWith('127.'))
}
