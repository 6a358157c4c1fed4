import type { Trx } from '../../db/open.ts'
import { type PreparedSet, prepareSet } from '../../factors/backup-code/backup-code.set.ts'
import { newTotp } from '../../factors/totp/totp.row.ts'
import { putConfirmedTotp } from '../../factors/totp/totp.store.ts'
import type { Scope } from '../../http/scope.ts'
import { readBackupCodes, readTotpSecret, type UserFields } from './read-fields.ts'

/** Factors that come with a user from elsewhere. Hashing is done before the transaction that stores them. */
export async function prepareFactors(
  scope: Scope,
  userId: string,
  fields: UserFields,
): Promise<(trx: Trx) => Promise<void>> {
  const secret = fields.totp_secret === undefined ? null : readTotpSecret(fields.totp_secret)
  const codes = fields.backup_codes === undefined ? null : readBackupCodes(fields.backup_codes)
  const set: PreparedSet | null = codes && codes.length > 0 ? await prepareSet(scope, userId, codes) : null
  return async (trx) => {
    if (secret) await putConfirmedTotp(trx, newTotp(scope, userId, secret, { confirmed_at: scope.now }))
    await set?.store(trx)
  }
}
