import { hashSet, type SetRows, setOf } from '../../factors/backup-code/backup-code.set.ts'
import { newTotp } from '../../factors/totp/totp.row.ts'
import type { TotpRow } from '../../factors/totp/totp.store.ts'
import type { ImportScope, Prepared } from './prepare.ts'

/** What a user proves the second step with, as it will be stored. */
export interface FactorRows {
  /** Oldest first. */
  apps: TotpRow[]
  backup: SetRows | null
}

/** A user with whom nothing is left to do but to write them: hashing and sealing come before the transaction. */
export type Ready = Prepared & { factors: FactorRows }

export async function makeReady(scope: ImportScope, one: Prepared): Promise<Ready> {
  return { ...one, factors: { apps: appRows(scope, one), backup: await backupRows(scope, one) } }
}

async function backupRows(scope: ImportScope, { user, backupCodes, backupSet }: Prepared): Promise<SetRows | null> {
  if (backupSet && backupSet.macs.length > 0) return setOf(scope, user.id, backupSet.salt, backupSet.macs)
  return backupCodes.length > 0 ? hashSet(scope, user.id, backupCodes) : null
}

/** Listed by age: a millisecond apart, they keep their order. */
function appRows(scope: ImportScope, { user, apps }: Prepared): TotpRow[] {
  const since = user.mfa_enabled_at ?? scope.now
  return apps.map(({ secret, name, drift, createdAt }, index) =>
    newTotp(scope, user.id, secret, {
      name,
      drift,
      confirmed_at: Math.min(createdAt ?? since, scope.now),
      created_at: since + index,
    }),
  )
}
