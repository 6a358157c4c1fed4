import { AppError } from '@countersign/contract'
import { record } from '../../audit/audit.ts'
import { type Before, beforeChange } from '../../changes/before.ts'
import type { Trx } from '../../db/open.ts'
import { deleteSet } from '../../factors/backup-code/backup-code.store.ts'
import { heldFor } from '../../policy/recovery.ts'
import { finishRecovery } from '../../recoveries/recoveries.store.ts'
import type { SignedIn } from '../../sessions/guard.ts'
import { lifeOf } from '../../sessions/open.ts'
import { updateSession } from '../../sessions/sessions.store.ts'
import { releaseAllPhones } from '../../users/phones.store.ts'
import { updateUser } from '../../users/users.store.ts'
import { deleteConfirmed } from './lost.store.ts'

/**
 * Comes first in the transaction in which a new second factor counts. Where the session is one of a recovery, that is used up here, and
 * the lost factors go: not a moment before there is a new one, and never because of a session whose recovery was cancelled (R78).
 */
export async function beforeAdding(trx: Trx, scope: SignedIn): Promise<Before> {
  const { now, user, session } = scope
  const before = await beforeChange(trx, scope, user)
  if (session.recovery_id === null) return before
  const isMine = await finishRecovery(trx, { id: session.recovery_id, epoch: user.epoch, now })
  if (!isMine) throw new AppError('recovery_over')
  await deleteConfirmed(trx, user.id)
  await releaseAllPhones(trx, user.id, now)
  await deleteSet(trx, user.id)
  await updateUser(trx, user.id, { held_until: now + heldFor })
  // From here on it is a session like any other, for as long as any other.
  await updateSession(trx, session.id, { recovery_id: null, expires_at: session.created_at + lifeOf(scope) })
  await record(trx, scope, 'recovery.finished', { userId: user.id, details: { recovery_id: session.recovery_id } })
  return before
}
