import { record } from '../audit/audit.ts'
import type { Trx } from '../db/open.ts'
import type { Scope } from '../http/scope.ts'
import { notify } from '../messages/outgoing.ts'
import { endRecovered } from '../sessions/ending.ts'
import type { UserFacts } from '../users/facts.ts'
import { endOpenRecovery } from './recoveries.store.ts'

/**
 * Stops the recovery that is open, and the session that it may have opened. Says so everywhere; false when there was none. Who was faster,
 * the cancel or the new factor, one statement decides.
 */
export async function cancelRecovery(
  trx: Trx,
  scope: Scope,
  facts: UserFacts,
  ending: 'cancelled' | 'signed_in',
): Promise<boolean> {
  const row = await endOpenRecovery(trx, { userId: facts.user.id, now: scope.now, ending })
  if (!row) return false
  await endRecovered(trx, scope, row.id)
  await notify(trx, scope, facts, 'recovery_cancelled')
  await record(trx, scope, 'recovery.cancelled', { userId: facts.user.id, details: { recovery_id: row.id, ending } })
  return true
}
