import { sql } from 'kysely'
import type { Keyring } from '../lib/keyring.ts'
import { StartupError } from '../lib/startup-error.ts'
import type { Db } from './open.ts'
import { isAnyOutside, sealedStatus } from './reseal.ts'
import type { MasterKeyTable } from './schema.ts'

type Ring = Pick<Keyring, 'keyIds' | 'currentKeyId'>

/** Refuses a ring with which values would be lost, and takes note of the key that seals from now on (R114, R115). */
export async function admitMasterKeys(db: Db, ring: Ring, now: number): Promise<void> {
  if (await isAnyOutside(db, ring.keyIds)) {
    const counts = await sealedStatus(db, ring)
    const known = new Set((await listMasterKeys(db)).map(({ id }) => id))
    // A single value under a key that never was is a damaged one, which must not keep the whole server from starting.
    const lost = Object.entries(counts).filter(
      ([id, count]) => !ring.keyIds.includes(id) && (count > 1 || (count === 1 && known.has(id))),
    )
    if (lost.length === 0) return noteCurrent(db, ring, now)
    throw new StartupError(
      `A master key is missing: ${lost.map(([id, count]) => `${count} values are sealed under ${id}`).join(', ')}. ` +
        'Give it again behind the others, separated by a comma; when countersign keys status shows none under it any more, it can be left out.',
    )
  }
  await noteCurrent(db, ring, now)
}

async function noteCurrent(db: Db, ring: Ring, now: number): Promise<void> {
  const known = await db.selectFrom('master_keys').selectAll().where('id', '=', ring.currentKeyId).executeTakeFirst()
  if (known && known.retired_at !== null) {
    throw new StartupError(
      `The master key ${ring.currentKeyId} was retired and may seal nothing any more, but it is listed first. ` +
        'List the newest key first, and leave this one out.',
    )
  }
  if (known) return
  await sql`
    insert into master_keys (id, number, current_since)
    select ${ring.currentKeyId}, coalesce(max(number), 0) + 1, ${now} from master_keys where true
    on conflict (id) do nothing
  `.execute(db)
}

export async function listMasterKeys(db: Db): Promise<MasterKeyTable[]> {
  return db.selectFrom('master_keys').selectAll().orderBy('number').orderBy('id').execute()
}

/**
 * Whether old values are to be sealed under this ring's key. While servers are restarted one by one, some seal under the
 * old key still; those leave what the newer ones did alone.
 */
export async function isNewestKey(db: Db, ring: Ring): Promise<boolean> {
  const latest = await db
    .selectFrom('master_keys')
    .select('id')
    .orderBy('current_since', 'desc')
    .orderBy('number', 'desc')
    .limit(1)
    .executeTakeFirst()
  return latest?.id === ring.currentKeyId
}

/** An operator wants everything under this key, even where a newer one was in use before. */
export async function makeNewest(db: Db, ring: Ring, now: number): Promise<void> {
  if (await isNewestKey(db, ring)) return
  await db.updateTable('master_keys').set({ current_since: now }).where('id', '=', ring.currentKeyId).execute()
}

export async function retireMasterKey(db: Db, id: string, now: number): Promise<void> {
  await db
    .updateTable('master_keys')
    .set({ retired_at: now })
    .where('id', '=', id)
    .where('retired_at', 'is', null)
    .execute()
}
