import { record } from '../../audit/audit.ts'
import { beforeChange } from '../../changes/before.ts'
import { tellChange } from '../../changes/tell.ts'
import { transact } from '../../db/transact.ts'
import type { Scope } from '../../http/scope.ts'
import { endAll } from '../../sessions/ending.ts'
import { raiseEpoch, updateUser } from '../../users/users.store.ts'
import { requireUser } from './change-user.ts'

/**
 * Others know the password, so it opens nothing until it is reset by a code to an address of the user (R101). Who only knows the password
 * must not be the one who chooses the next.
 */
export async function setCompromised(scope: Scope, id: string | undefined, endsSessions: boolean): Promise<void> {
  const { user } = await requireUser(scope, id)
  await transact(scope.context.db, async (trx) => {
    await updateUser(trx, user.id, { password_compromised_at: scope.now })
    await raiseEpoch(trx, user.id, scope.now)
    if (endsSessions) await endAll(trx, scope, user.id, null)
    await record(trx, scope, 'password.compromised', { actorId: 'backend', userId: user.id })
  })
}

export async function unsetCompromised(scope: Scope, id: string | undefined): Promise<void> {
  const { user } = await requireUser(scope, id)
  await transact(scope.context.db, async (trx) => {
    await updateUser(trx, user.id, { password_compromised_at: null, updated_at: scope.now })
    await record(trx, scope, 'password.trusted', { actorId: 'backend', userId: user.id })
  })
}

/** That others know it stays noted: an undo can bring it back. */
export async function removePassword(scope: Scope, id: string | undefined, endsSessions: boolean): Promise<void> {
  const { user } = await requireUser(scope, id)
  await transact(scope.context.db, async (trx) => {
    const before = await beforeChange(trx, scope, user)
    await updateUser(trx, user.id, { password_hash: null, password_updated_at: null, password_void_at: null })
    await raiseEpoch(trx, user.id, scope.now)
    if (endsSessions) await endAll(trx, scope, user.id, null)
    await tellChange(trx, scope, before, 'password_changed')
    await record(trx, scope, 'password.removed', { actorId: 'backend', userId: user.id })
  })
}
