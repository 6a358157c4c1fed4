import { addressKey } from '../http/client-address.ts'
import type { Scope } from '../http/scope.ts'
import { developmentFactor } from './limits.ts'

export type AddressScope = Pick<Scope, 'context' | 'instance' | 'ip' | 'now'>

/** Whose budget it is: the address (IPv4 whole, IPv6 by /64) at one instance, as a MAC: a copy of the database does not tell who called. */
export function addressOf({ context, instance, ip }: Pick<Scope, 'context' | 'instance' | 'ip'>): string {
  return context.keyring.mac('limit', `${instance.id}|${addressKey(ip)}`)
}

/** What a development instance multiplies every limit of an address by. */
export function factorOf({ instance }: Pick<Scope, 'instance'>): number {
  return instance.environment === 'development' ? developmentFactor : 1
}
