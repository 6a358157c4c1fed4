import type { Trx } from '../../db/open.ts'
import { type PreparedSet, prepareSet } from '../../factors/backup-code/backup-code.set.ts'
import { putConfirmedTotp } from '../../factors/totp/totp.store.ts'
import type { Scope } from '../../http/scope.ts'
import { newId } from '../../lib/ids.ts'
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
    if (secret) await putTotp(trx, scope, userId, secret)
    await set?.store(trx)
  }
}

async function putTotp(trx: Trx, scope: Scope, userId: string, secret: string): Promise<void> {
  const { context, now, instance } = scope
  const id = newId('totp', context)
  await putConfirmedTotp(trx, {
    id,
    instance_id: instance.id,
    user_id: userId,
    secret_sealed: context.keyring.seal(secret, { purpose: 'totp', row: id, owner: userId }),
    last_step: 0,
    confirmed_at: now,
    session_id: null,
    expires_at: null,
    created_at: now,
    updated_at: now,
  })
}
