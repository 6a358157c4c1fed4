import type { Selectable } from 'kysely'
import type { Db } from '../../db/open.ts'
import type { TotpFactorTable } from '../../db/schema.ts'

/** Ids of a page of users, oldest id first. */
export async function userIdsAfter(db: Db, instanceId: string, after: string, limit: number): Promise<string[]> {
  const rows = await db
    .selectFrom('users')
    .select('id')
    .where('instance_id', '=', instanceId)
    .where('id', '>', after)
    .orderBy('id')
    .limit(limit)
    .execute()
  return rows.map((row) => row.id)
}

export interface StoredFactors {
  totp: Pick<Selectable<TotpFactorTable>, 'id' | 'user_id' | 'secret_sealed' | 'name' | 'drift' | 'confirmed_at'>[]
  codes: { user_id: string; salt: string; code_mac: string }[]
}

/** The secrets of these users’ factors as they are stored; backup codes that are left. */
export async function storedFactors(db: Db, ids: string[]): Promise<StoredFactors> {
  const totp = await db
    .selectFrom('totp_factors')
    .select(['id', 'user_id', 'secret_sealed', 'name', 'drift', 'confirmed_at'])
    .where('user_id', 'in', ids)
    .where('confirmed_at', 'is not', null)
    .orderBy('created_at')
    .orderBy('id')
    .execute()
  const codes = await db
    .selectFrom('backup_codes')
    .innerJoin('backup_code_sets', 'backup_code_sets.id', 'backup_codes.set_id')
    .select(['backup_codes.user_id', 'backup_code_sets.salt', 'backup_codes.code_mac'])
    .where('backup_codes.user_id', 'in', ids)
    .where('backup_codes.used_at', 'is', null)
    .orderBy('backup_codes.id')
    .execute()
  return { totp, codes }
}
