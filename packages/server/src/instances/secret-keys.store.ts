import type { Insertable, Selectable } from 'kysely'
import type { Db, Trx } from '../db/open.ts'
import type { SecretKeyTable } from '../db/schema.ts'
import type { Instance } from './instance.ts'
import { instances, toInstance } from './instances.store.ts'
import { type KeyScope, splitScopes } from './key-scopes.ts'

/** The secret key of a request. */
export interface ActingKey {
  id: string
  /** The administrator who made it; null when it was made on the server. */
  madeBy: string | null
  scopes: readonly KeyScope[]
  expiresAt: number | null
}

/** The instance a secret key opens, and whether its last use deserves a note (once a minute is enough). */
export async function findBySecretKey(
  db: Db,
  keyHash: string,
  now: number,
): Promise<{ instance: Instance; key: ActingKey; isNoteDue: boolean } | null> {
  const row = await instances(db)
    .innerJoin('secret_keys', 'secret_keys.instance_id', 'instances.id')
    .select(['secret_keys.id as key_id', 'secret_keys.made_by', 'secret_keys.last_used_at'])
    .select(['secret_keys.scopes', 'secret_keys.expires_at'])
    .where('secret_keys.key_hash', '=', keyHash)
    .where((eb) => eb.or([eb('secret_keys.revoked_at', 'is', null), eb('secret_keys.revoked_at', '>', now)]))
    .executeTakeFirst()
  if (!row) return null
  const { key_id: id, made_by: madeBy, expires_at: expiresAt } = row
  const key = { id, madeBy, scopes: splitScopes(row.scopes), expiresAt }
  return { instance: toInstance(row), key, isNoteDue: (row.last_used_at ?? 0) <= now - 60_000 }
}

export async function noteKeyUse(db: Db, keyId: string, now: number): Promise<void> {
  await db.updateTable('secret_keys').set({ last_used_at: now }).where('id', '=', keyId).execute()
}

export async function insertSecretKey(trx: Trx, key: Insertable<SecretKeyTable>): Promise<void> {
  await trx.insertInto('secret_keys').values(key).execute()
}

export type SecretKeyRow = Omit<Selectable<SecretKeyTable>, 'key_hash'>

/** Keys that are not revoked, without their hashes; those that expired among them, so that they can be rolled. */
export async function listSecretKeys(db: Db | Trx, instanceId: string, now: number): Promise<SecretKeyRow[]> {
  return db
    .selectFrom('secret_keys')
    .select([
      'id',
      'instance_id',
      'name',
      'hint',
      'made_by',
      'scopes',
      'expires_at',
      'created_at',
      'last_used_at',
      'revoked_at',
    ])
    .where('instance_id', '=', instanceId)
    .where((eb) => eb.or([eb('revoked_at', 'is', null), eb('revoked_at', '>', now)]))
    .orderBy('created_at')
    .orderBy('id')
    .execute()
}

/** A key that is not revoked. */
export async function findKey(
  db: Db | Trx,
  instanceId: string,
  id: string,
  now: number,
): Promise<SecretKeyRow | undefined> {
  return (await listSecretKeys(db, instanceId, now)).find((row) => row.id === id)
}

/** What keys of an instance are called, those that stopped working as well. */
export async function keyNames(db: Db, instanceId: string, ids: readonly string[]): Promise<Map<string, string>> {
  if (ids.length === 0) return new Map()
  const rows = db.selectFrom('secret_keys').select(['id', 'name']).where('instance_id', '=', instanceId)
  return new Map((await rows.where('id', 'in', [...new Set(ids)]).execute()).map(({ id, name }) => [id, name]))
}

/** Ends a key that works now at `at`; false when there is none of that id in the instance. */
export async function revokeKey(
  trx: Trx,
  key: { id: string; instanceId: string; now: number; at: number },
): Promise<boolean> {
  const row = await trx
    .updateTable('secret_keys')
    .set({ revoked_at: key.at })
    .where('id', '=', key.id)
    .where('instance_id', '=', key.instanceId)
    .where((eb) => eb.or([eb('revoked_at', 'is', null), eb('revoked_at', '>', key.now)]))
    .returning('id')
    .executeTakeFirst()
  return row !== undefined
}
