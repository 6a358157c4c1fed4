import { AppError } from '@countersign/contract'
import { addressKey } from '../http/client-address.ts'
import type { Scope } from '../http/scope.ts'
import { countRequest } from './limits.store.ts'
import { developmentFactor, type LimitName, limits } from './limits.ts'

type LimitScope = Pick<Scope, 'context' | 'instance' | 'ip' | 'now'>

/**
 * Takes one request from the budget of this address, or throws `too_many_requests`. Runs before anything that costs (R106).
 * The address is stored only as a MAC: a copy of the database does not tell who called.
 */
export async function takeFromLimit(scope: LimitScope, name: LimitName): Promise<void> {
  const { context, instance, now } = scope
  const factor = instance.environment === 'development' ? developmentFactor : 1
  const subject = context.keyring.mac('limit', `${instance.id}|${addressKey(scope.ip)}`)
  const windows = limits[name].map(({ count, seconds }) => ({
    key: `${subject}|${name}|${seconds}`,
    seconds,
    allowed: count * factor,
  }))
  const taken = await countRequest(context.db, windows, now)
  const over = taken.filter(({ key, count }) => count > (windows.find((window) => window.key === key)?.allowed ?? 0))
  if (over.length === 0) return
  const until = Math.max(...over.map((window) => window.expires_at))
  throw new AppError('too_many_requests', { seconds: Math.max(1, Math.ceil((until - now) / 1000)) })
}
