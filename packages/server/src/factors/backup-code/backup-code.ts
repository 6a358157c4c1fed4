import { AppError } from '@countersign/contract'
import { takeBackupTry } from '../../limits/backup-tries.ts'
import { hasSecondFactor } from '../../policy/second-step.ts'
import { type Factor, requireInput } from '../factor.ts'
import { readBackupCode } from './backup-code.code.ts'
import { backupCodeMatcher } from './backup-code.hash.ts'
import { claimBackupCode, findSet, unusedCodes } from './backup-code.store.ts'

export const backupCode: Factor = {
  strategy: 'backup_code',
  level: 'second',
  category: 'saved_code',

  /** Only while the user has an unused code, and only beside another second factor (S20, S48). */
  offers: (facts, settings) =>
    settings.multi_factor.backup_code && facts.backupCodesLeft > 0 && hasSecondFactor(facts, settings)
      ? [{ strategy: 'backup_code' }]
      : [],

  check: (input) => void requireInput(input, 'code'),

  async verify(scope, attempt, input) {
    const code = readBackupCode(requireInput(input, 'code'))
    const userId = attempt.facts?.user.id
    const { db, keyring } = scope.context
    // Its own limit beside the shared counter: three failures an hour (R30). Charged first, given back by the claim.
    const tries = await takeBackupTry(scope, userId ?? attempt.identifierKey)
    const set = userId ? await findSet(db, userId) : undefined
    if (!set || code === null) throw new AppError('form_code_incorrect')
    const isCode = await backupCodeMatcher(keyring, set.salt, code)
    let match: string | null = null
    for (const row of await unusedCodes(db, set.id)) if (isCode(row.code_mac)) match = row.id
    if (match === null) throw new AppError('form_code_incorrect')
    const id = match
    return {
      strategy: 'backup_code',
      category: 'saved_code',
      identificationId: null,
      claim: async (trx) => (await claimBackupCode(trx, id, scope.now)) && (await tries.giveBack(trx)),
    }
  },
}
