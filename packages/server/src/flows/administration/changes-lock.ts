import { AppError } from '@countersign/contract'
import { record } from '../../audit/audit.ts'
import { beforeChange, openKept } from '../../changes/before.ts'
import { restore } from '../../changes/restore.ts'
import { deleteSnapshot, lastUndone } from '../../changes/snapshots.store.ts'
import { tellChange } from '../../changes/tell.ts'
import { transact } from '../../db/transact.ts'
import type { Scope } from '../../http/scope.ts'
import { requireSecond, requireSecondIf } from '../../policy/second-administrator.ts'
import { updateUser } from '../../users/users.store.ts'
import { requireUser } from './change-user.ts'

/** Lets the user change their account again before the week after an undo is over. */
export async function liftChangesLock(scope: Scope, id: string | undefined): Promise<void> {
  const facts = await requireUser(scope, id)
  const { user } = facts
  await transact(scope.context.db, async (trx) => {
    await requireSecond(trx, scope, 'lift_changes_lock', facts)
    await updateUser(trx, user.id, { changes_locked_until: null, held_until: null, updated_at: scope.now })
    await record(trx, scope, 'account.changes_unlocked', { actorId: 'backend', userId: user.id })
  })
}

/**
 * Gives back what the last undo took off, within the week that it is kept: for when “this wasn’t me” was itself the attack. A change like
 * any other, so the owner is told and can undo it: support may have been talked into it.
 */
export async function takeBackUndo(scope: Scope, id: string | undefined): Promise<void> {
  const { user } = await requireUser(scope, id)
  await transact(scope.context.db, async (trx) => {
    const before = await beforeChange(trx, scope, user)
    // Whatever the undo took off comes back, a factor among it, so this is guarded whatever the user has now.
    await requireSecondIf(trx, scope, 'take_back_undo', { userId: user.id, isGuarded: true })
    const undone = await lastUndone(trx, user.id, scope.now)
    if (!undone) throw new AppError('undo_missing')
    await restore(trx, scope, before, undone.number, openKept(scope, undone))
    await updateUser(trx, user.id, { changes_locked_until: null })
    await tellChange(trx, scope, before, 'undo_reversed')
    await deleteSnapshot(trx, undone.id)
    await record(trx, scope, 'account.undo_reversed', { actorId: 'backend', userId: user.id })
  })
}
