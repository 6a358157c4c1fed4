import { hashSet, type SetRows, setOf } from '../../factors/backup-code/backup-code.set.ts'
import type { TotpRow } from '../../factors/totp/totp.store.ts'
import { newId } from '../../lib/ids.ts'
import type { ImportScope, Prepared } from './prepare.ts'

/** What a user proves the second step with, as it will be stored. */
export interface FactorRows {
  totp: TotpRow | null
  backup: SetRows | null
}

/** A user with whom nothing is left to do but to write them: hashing and sealing come before the transaction. */
export type Ready = Prepared & { factors: FactorRows }

export async function makeReady(scope: ImportScope, one: Prepared): Promise<Ready> {
  return { ...one, factors: { totp: totpRow(scope, one), backup: await backupRows(scope, one) } }
}

async function backupRows(scope: ImportScope, { user, backupCodes, backupSet }: Prepared): Promise<SetRows | null> {
  if (backupSet && backupSet.macs.length > 0) return setOf(scope, user.id, backupSet.salt, backupSet.macs)
  return backupCodes.length > 0 ? hashSet(scope, user.id, backupCodes) : null
}

function totpRow({ context, instance, now }: ImportScope, { user, totpSecret }: Prepared): TotpRow | null {
  if (totpSecret === null) return null
  const id = newId('totp', context)
  const at = user.mfa_enabled_at ?? now
  return {
    id,
    instance_id: instance.id,
    user_id: user.id,
    secret_sealed: context.keyring.seal(totpSecret, { purpose: 'totp', row: id, owner: user.id }),
    last_step: 0,
    confirmed_at: at,
    session_id: null,
    expires_at: null,
    created_at: at,
    updated_at: now,
  }
}
