import { AppError } from '@countersign/contract'
import { record } from '../../audit/audit.ts'
import { beforeChange } from '../../changes/before.ts'
import { tellChange } from '../../changes/tell.ts'
import type { Scope } from '../../http/scope.ts'
import { liftLocks } from '../../limits/lift.ts'
import { endAll } from '../../sessions/ending.ts'
import { inProof } from '../../sessions/renewal.ts'
import { checkPassword } from '../../users/password-rules.ts'
import { raiseEpoch, updateUser } from '../../users/users.store.ts'
import { conclude, openIfFinished } from './sign-in.finish.ts'
import { loadSignIn, loadUserForMove } from './sign-in.load.ts'
import { addFact } from './sign-in.store.ts'

/**
 * Sets the new password that a proven reset code allows. Ends every session and voids every other attempt, whatever the caller asks
 * (R77); never touches the second factor, which is still asked for next (R74).
 */
export async function resetPassword(scope: Scope, id: string, password: string): Promise<void> {
  const { row, user } = await loadUserForMove(scope.context.db, scope, id, 'reset_password')
  await checkPassword(scope, password, user)
  const hash = await scope.context.hasher.hash(password)
  const ended = await inProof(scope, { signIn: row }, async (trx) => {
    const { user: fresh } = await loadUserForMove(trx, scope, id, 'reset_password')
    const before = await beforeChange(trx, scope, fresh.user)
    const change = { password_hash: hash, password_updated_at: scope.now, password_void_at: null }
    await updateUser(trx, fresh.user.id, change)
    const epoch = await raiseEpoch(trx, fresh.user.id, scope.now)
    // This attempt alone goes on under the new epoch; a browser that was trusted in the old one is not any more (R97).
    const added = { new_password_at: scope.now, epoch, trusted_by: null }
    if (!(await addFact(trx, id, 'new_password_at', added))) throw new AppError('step_not_allowed')
    await liftLocks(trx, scope, fresh.user.id)
    await endAll(trx, scope, fresh.user.id, null)
    await tellChange(trx, scope, before, 'password_changed')
    await record(trx, scope, 'password.reset', { userId: fresh.user.id })
    return openIfFinished(trx, scope, await loadSignIn(trx, scope, id))
  })
  conclude(scope, ended)
}
