import type { Selectable } from 'kysely'
import type { Db, Trx } from '../db/open.ts'
import type { ProfileImageTable } from '../db/schema.ts'

export type ProfileImageRow = Selectable<ProfileImageTable>

/** In place of the one there was. The user's row comes first: whoever else is changing the picture waits for it. */
export async function putImage(trx: Trx, row: ProfileImageRow): Promise<void> {
  await nameImage(trx, row.user_id, row.name, row.created_at)
  await trx.deleteFrom('profile_images').where('user_id', '=', row.user_id).execute()
  await trx.insertInto('profile_images').values(row).execute()
}

export async function dropImage(trx: Trx, userId: string, now: number): Promise<void> {
  await nameImage(trx, userId, null, now)
  await trx.deleteFrom('profile_images').where('user_id', '=', userId).execute()
}

async function nameImage(trx: Trx, id: string, name: string | null, now: number): Promise<void> {
  await trx.updateTable('users').set({ image_name: name, updated_at: now }).where('id', '=', id).execute()
}

export function findImage(db: Db, instanceId: string, name: string): Promise<ProfileImageRow | undefined> {
  return db
    .selectFrom('profile_images')
    .selectAll()
    .where('name', '=', name)
    .where('instance_id', '=', instanceId)
    .executeTakeFirst()
}
