import { lookup } from 'node:dns/promises'

export interface Address {
  address: string
  family: number
}

/** What of the network a test brings its own of. */
export interface Network {
  /** Every address of a name. */
  resolve(host: string): Promise<Address[]>
  /** PEM of an authority to trust instead of the public ones. */
  ca?: string
}

/** IPv4 first: many a server has an IPv6 address and no way to it. */
export const systemNetwork: Network = { resolve: (host) => lookup(host, { all: true, verbatim: false }) }
