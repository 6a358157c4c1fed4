import type { Selectable } from 'kysely'
import type { Db, Trx } from '../db/open.ts'
import { prepared } from '../db/prepared.ts'
import type { SigningKeyTable } from '../db/schema.ts'

export type SigningKeyRow = Selectable<SigningKeyTable>

export async function insertSigningKey(trx: Trx, row: SigningKeyRow): Promise<void> {
  await trx.insertInto('signing_keys').values(row).execute()
}

const currentKey = prepared((db, values: { instanceId: string }) =>
  db
    .selectFrom('signing_keys')
    .selectAll()
    .where('instance_id', '=', values.instanceId)
    .where('retired_at', 'is', null)
    .orderBy('created_at', 'desc')
    .limit(1),
)

export async function currentSigningKey(db: Db, instanceId: string): Promise<SigningKeyRow | undefined> {
  const [row] = await currentKey(db, { instanceId })
  return row
}

export async function publicKeys(db: Db, instanceId: string): Promise<Pick<SigningKeyRow, 'public_jwk'>[]> {
  return db
    .selectFrom('signing_keys')
    .select('public_jwk')
    .where('instance_id', '=', instanceId)
    .orderBy('created_at')
    .execute()
}
