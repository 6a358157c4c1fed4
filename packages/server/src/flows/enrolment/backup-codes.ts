import { AppError, type BackupCodeView } from '@countersign/contract'
import { record } from '../../audit/audit.ts'
import { beforeChange } from '../../changes/before.ts'
import { tellChange } from '../../changes/tell.ts'
import { transact } from '../../db/transact.ts'
import { formatBackupCode } from '../../factors/backup-code/backup-code.code.ts'
import { prepareSet } from '../../factors/backup-code/backup-code.set.ts'
import { hasSecondFactor } from '../../policy/second-step.ts'
import type { SignedIn } from '../../sessions/guard.ts'
import { requireHeld, showOnce } from '../../sessions/renewal.ts'

/**
 * Makes a set in place of the old one, whose codes all die in the same commit (S44). Needs a recent proof by a factor that is not itself a
 * backup code: whoever found one code must not turn it into ten (R29).
 */
export async function makeBackupCodeSet(scope: SignedIn): Promise<BackupCodeView> {
  const { settings } = scope.instance
  if (!settings.multi_factor.backup_code) throw new AppError('factor_disabled')
  if (!hasSecondFactor(scope.facts, settings)) throw new AppError('backup_codes_need_factor')
  if (settings.reverification.enabled && scope.session.second_strategy === 'backup_code') {
    throw new AppError('session_reverification_required', {}, { meta: { reverification: { level: 'second_factor' } } })
  }
  const set = await prepareSet(scope, scope.user.id)
  await transact(scope.context.db, async (trx) => {
    await requireHeld(trx, scope)
    await showOnce(trx, scope)
    const before = await beforeChange(trx, scope, scope.user)
    await set.store(trx)
    await tellChange(trx, scope, before, 'backup_codes_made')
    await record(trx, scope, 'backup_codes.made', { userId: scope.user.id })
  })
  return {
    object: 'backup_code',
    id: set.id,
    codes: set.codes.map(formatBackupCode),
    created_at: scope.now,
    updated_at: scope.now,
  }
}
