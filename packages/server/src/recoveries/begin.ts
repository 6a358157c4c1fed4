import { record } from '../audit/audit.ts'
import type { Trx } from '../db/open.ts'
import type { Scope } from '../http/scope.ts'
import { hashToken } from '../lib/hashing.ts'
import { newId } from '../lib/ids.ts'
import { token } from '../lib/random.ts'
import { openFor } from '../policy/recovery.ts'
import { endRecovered } from '../sessions/ending.ts'
import type { UserFacts } from '../users/facts.ts'
import { endOpenRecovery, insertRecovery, type RecoveryRow } from './recoveries.store.ts'
import { tellStarted } from './told.ts'

/**
 * Begins a recovery, in place of one that leads nowhere any more, and tells everybody who can be reached, each mail with a link that
 * cancels it. Ask while the user is held: two at once would be refused by the index, and one of the askers with an error.
 */
export async function beginRecovery(
  trx: Trx,
  scope: Scope,
  facts: UserFacts,
  begun: { by: RecoveryRow['started_by']; readyAt: number },
): Promise<RecoveryRow> {
  const { context, instance, now } = scope
  const { user } = facts
  const old = await endOpenRecovery(trx, { userId: user.id, now, ending: 'replaced' })
  if (old) await endRecovered(trx, scope, old.id)
  const cancelToken = token(context.random)
  const isUser = begun.by === 'user'
  const row: RecoveryRow = {
    id: newId('rec', context),
    instance_id: instance.id,
    user_id: user.id,
    epoch: user.epoch,
    started_by: begun.by,
    cancel_hash: hashToken(cancelToken),
    user_agent: isUser ? (scope.userAgent?.slice(0, 255) ?? null) : null,
    ip: isUser ? scope.ip : null,
    started_at: now,
    ready_at: begun.readyAt,
    expires_at: begun.readyAt + openFor,
    ended_at: null,
    ending: null,
  }
  await insertRecovery(trx, row)
  await tellStarted(trx, scope, facts, row, cancelToken)
  await record(trx, scope, 'recovery.started', {
    userId: user.id,
    details: { recovery_id: row.id, started_by: row.started_by, ready_at: row.ready_at },
  })
  return row
}
