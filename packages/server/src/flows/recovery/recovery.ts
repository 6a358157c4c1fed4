import { AppError, type CancelledRecoveryView, type RecoveryView } from '@countersign/contract'
import { transact } from '../../db/transact.ts'
import type { Scope } from '../../http/scope.ts'
import { hashToken } from '../../lib/hashing.ts'
import { cancelRecovery } from '../../recoveries/cancel.ts'
import { findByCancelLink, findOpenRecovery, type RecoveryRow } from '../../recoveries/recoveries.store.ts'
import { isRunning, recoveryView } from '../../recoveries/running.ts'
import { refuseWhileActing } from '../../sessions/acting.ts'
import type { SignedIn } from '../../sessions/guard.ts'
import { loadFacts } from '../../users/facts.store.ts'
import type { UserFacts } from '../../users/facts.ts'

/** What a link in a mail would cancel. Looking uses nothing up, however often a mail scanner looks (R23). */
export async function previewCancel(scope: Scope, token: string): Promise<RecoveryView> {
  const { row } = await requireLink(scope, token)
  return recoveryView(row, scope.now)
}

/** Stops a recovery for whoever has one of the mails about it: stopping gives nobody anything. */
export async function cancelByLink(scope: Scope, token: string): Promise<CancelledRecoveryView> {
  const { facts } = await requireLink(scope, token)
  await refuseWhileActing(scope.context.db, scope, facts.user.id)
  await cancel(scope, facts, 'recovery_link_invalid')
  return { object: 'cancelled_recovery', cancelled: true }
}

/** Any session of the user stops it, without proving anything again: the owner must not be slower than the intruder. */
export async function cancelBySession(scope: SignedIn): Promise<CancelledRecoveryView> {
  await cancel(scope, scope.facts, 'recovery_over')
  return { object: 'cancelled_recovery', cancelled: true }
}

async function cancel(scope: Scope, facts: UserFacts, otherwise: 'recovery_link_invalid' | 'recovery_over') {
  const isCancelled = await transact(scope.context.db, (trx) => cancelRecovery(trx, scope, facts, 'cancelled'))
  if (!isCancelled) throw new AppError(otherwise)
}

async function requireLink(scope: Scope, token: string): Promise<{ row: RecoveryRow; facts: UserFacts }> {
  const { db } = scope.context
  const row = await findByCancelLink(db, { hash: hashToken(token), instanceId: scope.instance.id })
  const facts = row ? await loadFacts(db, scope.instance.id, row.user_id) : null
  if (!row || !facts || !isRunning(row, facts.user, scope.now)) throw new AppError('recovery_link_invalid')
  return { row, facts }
}

/** The recovery that is running, for the account page. */
export async function runningRecovery(scope: SignedIn): Promise<RecoveryView | null> {
  const row = await findOpenRecovery(scope.context.db, scope.user.id)
  return row && isRunning(row, scope.user, scope.now) ? recoveryView(row, scope.now) : null
}
