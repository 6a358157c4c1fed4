import { AppError } from '@countersign/contract'
import { beforeChange } from '../../changes/before.ts'
import { transact } from '../../db/transact.ts'
import { deleteApp } from '../../factors/totp/totp.store.ts'
import { lacksRequired } from '../../policy/second-step.ts'
import type { SignedIn } from '../../sessions/guard.ts'
import { withoutApp } from '../../users/facts.ts'
import { factorRemoved } from './switch.ts'

/** Takes one of the user's apps away. Where a second factor is required, the last one stays (R69). */
export async function removeApp(scope: SignedIn, id: string): Promise<void> {
  const left = withoutApp(scope.facts, id)
  if (lacksRequired(left, scope.instance.settings, scope.now)) throw new AppError('factor_required')
  await transact(scope.context.db, async (trx) => {
    const before = await beforeChange(trx, scope, scope.user)
    await deleteApp(trx, id)
    await factorRemoved(trx, scope, before, { left, strategy: 'totp', notice: 'factor_removed', id })
  })
}
