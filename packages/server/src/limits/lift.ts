import { record } from '../audit/audit.ts'
import type { Trx } from '../db/open.ts'
import type { Scope } from '../http/scope.ts'
import { clearFailures, endLocks } from './failures.store.ts'
import { takeOne } from './windows.store.ts'

const day = 24 * 3_600_000

/**
 * Unlocks a user who has proven an address and chosen a new password: whoever locked the account knew the old one at the most. The counts
 * stay, so a thief of the mailbox gets five more guesses at the second step, once a day, and no more in a month than anybody (decision 12).
 */
export async function liftLocks(trx: Trx, scope: Scope, userId: string): Promise<void> {
  await clearFailures(trx, userId, 'password')
  const { isWithin } = await takeOne(trx, { key: `lift|${userId}`, now: scope.now, length: day, most: 1 })
  if (!isWithin) return
  const isLifted = await endLocks(trx, userId, ['first', 'second'])
  if (isLifted) await record(trx, scope, 'user.unlocked', { userId, details: { by: 'a new password' } })
}
