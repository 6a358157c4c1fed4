import { AppError } from '@countersign/contract'
import type { Db, Trx } from '../db/open.ts'
import { type AddressScope, addressOf, factorOf } from './address.ts'
import { countRequest } from './limits.store.ts'
import { type Limit, type LimitName, limitsFor } from './limits.ts'
import { giveBackSince } from './windows.store.ts'

/** Takes one request from the budget of this address, or throws `too_many_requests`. Runs before anything that costs (R106). */
export async function takeFromLimit(scope: AddressScope, name: LimitName): Promise<void> {
  const { context, now } = scope
  const windows = windowsOf(scope, name)
  const taken = await countRequest(context.db, windows, now)
  const over = taken.filter(({ key, count }) => count > (windows.find((window) => window.key === key)?.allowed ?? 0))
  if (over.length === 0) return
  const until = Math.max(...over.map((window) => window.expires_at))
  throw new AppError('too_many_requests', { seconds: Math.max(1, Math.ceil((until - now) / 1000)) })
}

/** A request, or what it began, came to a good end: it no longer counts against its address. */
export async function giveBackToLimit(
  scope: AddressScope,
  name: LimitName,
  db: Db | Trx = scope.context.db,
): Promise<void> {
  for (const { key } of windowsOf(scope, name)) await giveBackSince(db, key, scope.now)
}

/** Whether a request that succeeds counts against its address no longer. */
export function isGivenBack({ instance }: Pick<AddressScope, 'instance'>, name: LimitName): boolean {
  const limit: Limit = limitsFor(instance.settings)[name]
  return limit.isGivenBackBy === 'request'
}

function windowsOf(scope: AddressScope, name: LimitName) {
  const limit: Limit = limitsFor(scope.instance.settings)[name]
  return limit.windows.map(({ count, seconds }) => ({
    key: `${addressOf(scope)}|${name}|${seconds}`,
    seconds,
    allowed: count * factorOf(scope),
  }))
}
