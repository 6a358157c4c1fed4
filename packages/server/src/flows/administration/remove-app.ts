import { AppError } from '@countersign/contract'
import { record } from '../../audit/audit.ts'
import { beforeChange } from '../../changes/before.ts'
import { tellChange } from '../../changes/tell.ts'
import { transact } from '../../db/transact.ts'
import { deleteApp } from '../../factors/totp/totp.store.ts'
import type { Scope } from '../../http/scope.ts'
import { strongFactors } from '../../policy/second-step.ts'
import { withoutApp } from '../../users/facts.ts'
import { raiseEpoch, updateUser } from '../../users/users.store.ts'
import { requireUser } from './change-user.ts'

/**
 * Takes one authenticator app away, as when one of several phones is lost; an app of somebody else is as unknown as one that never was (R66).
 * It may be the last: whoever asks knows how the user gets in again.
 */
export async function removeAppOf(scope: Scope, id: string | undefined, appId: string): Promise<string> {
  const facts = await requireUser(scope, id)
  const { user } = facts
  if (!facts.apps.some((app) => app.id === appId)) throw new AppError('resource_not_found')
  const left = withoutApp(facts, appId)
  const isLast = strongFactors(left, scope.instance.settings).length === 0
  await transact(scope.context.db, async (trx) => {
    const before = await beforeChange(trx, scope, user)
    await deleteApp(trx, appId)
    await updateUser(trx, user.id, {
      mfa_enabled_at: isLast ? null : user.mfa_enabled_at,
      last_second_factor: left.totp ? user.last_second_factor : null,
    })
    await raiseEpoch(trx, user.id, scope.now)
    await tellChange(trx, scope, before, 'factor_removed')
    const details = { strategy: 'totp', id: appId }
    await record(trx, scope, 'factor.removed', { actorId: 'backend', userId: user.id, details })
  })
  return appId
}
