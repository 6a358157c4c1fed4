import type { Selectable } from 'kysely'
import type { Db, Trx } from '../db/open.ts'
import type { SigningKeyTable } from '../db/schema.ts'

export type SigningKeyRow = Selectable<SigningKeyTable>

export async function insertSigningKey(trx: Trx, row: SigningKeyRow): Promise<void> {
  await trx.insertInto('signing_keys').values(row).execute()
}

export async function currentSigningKey(db: Db, instanceId: string): Promise<SigningKeyRow | undefined> {
  return db
    .selectFrom('signing_keys')
    .selectAll()
    .where('instance_id', '=', instanceId)
    .where('retired_at', 'is', null)
    .orderBy('created_at', 'desc')
    .limit(1)
    .executeTakeFirst()
}

export async function publicKeys(db: Db, instanceId: string): Promise<Pick<SigningKeyRow, 'public_jwk'>[]> {
  return db
    .selectFrom('signing_keys')
    .select('public_jwk')
    .where('instance_id', '=', instanceId)
    .orderBy('created_at')
    .execute()
}
