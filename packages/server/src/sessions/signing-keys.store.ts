import type { Selectable } from 'kysely'
import { claimed } from '../db/claim.ts'
import type { Db, Trx } from '../db/open.ts'
import { prepared } from '../db/prepared.ts'
import type { SigningKeyTable } from '../db/schema.ts'

export type SigningKeyRow = Selectable<SigningKeyTable>

export async function insertSigningKey(trx: Trx, row: SigningKeyRow): Promise<void> {
  await trx.insertInto('signing_keys').values(row).execute()
}

const currentKey = prepared((db, values: { instanceId: string; now: number }) =>
  db
    .selectFrom('signing_keys')
    .selectAll()
    .where('instance_id', '=', values.instanceId)
    .where('active_at', '<=', values.now)
    .orderBy('active_at', 'desc')
    .limit(1),
)

/** The newest that signs already. */
export async function currentSigningKey(db: Db, instanceId: string, now: number): Promise<SigningKeyRow | undefined> {
  const [row] = await currentKey(db, { instanceId, now })
  return row
}

/** Of keys that were still in use after `since`; of all there ever were, without it. */
export async function publicKeys(
  db: Db,
  instanceId: string,
  since = Number.NEGATIVE_INFINITY,
): Promise<Pick<SigningKeyRow, 'public_jwk'>[]> {
  const rows = await db
    .selectFrom('signing_keys')
    .select(['public_jwk', 'retired_at'])
    .where('instance_id', '=', instanceId)
    .orderBy('active_at')
    .execute()
  return rows.filter(({ retired_at }) => retired_at === null || retired_at > since)
}

export async function listSigningKeys(db: Db, instanceId: string): Promise<SigningKeyRow[]> {
  return db.selectFrom('signing_keys').selectAll().where('instance_id', '=', instanceId).orderBy('active_at').execute()
}

/** Names the moment at which the newest key of an instance makes room. Of any number of callers one is told true. */
export function supersede(trx: Trx, id: string, at: number): Promise<boolean> {
  return claimed(
    trx
      .updateTable('signing_keys')
      .set({ retired_at: at })
      .where('id', '=', id)
      .where('retired_at', 'is', null)
      .returning('id'),
  )
}

/** Instances whose newest key signs since before `since`. */
export async function instancesWithOldKeys(db: Db, since: number, most: number): Promise<string[]> {
  const rows = await db
    .selectFrom('signing_keys')
    .select('instance_id')
    .where('retired_at', 'is', null)
    .where('active_at', '<=', since)
    .limit(most)
    .execute()
  return rows.map((row) => row.instance_id)
}

/** A key that has left the key set signs nothing any more. What it is known by stays: tokens that ran out are still told from forged ones. */
export async function forgetPrivateKeys(db: Db, since: number): Promise<void> {
  await db
    .updateTable('signing_keys')
    .set({ private_sealed: '' })
    .where('retired_at', '<=', since)
    .where('private_sealed', '<>', '')
    .execute()
}

export async function deleteSigningKeys(trx: Trx, instanceId: string): Promise<void> {
  await trx.deleteFrom('signing_keys').where('instance_id', '=', instanceId).execute()
}
