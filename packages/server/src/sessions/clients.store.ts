import type { Updateable } from 'kysely'
import type { Db, Trx } from '../db/open.ts'
import type { ClientTable } from '../db/schema.ts'
import type { ClientRow } from '../http/scope.ts'

export async function findClientByHash(
  db: Db,
  instanceId: string,
  hash: string,
  now: number,
): Promise<ClientRow | undefined> {
  return db
    .selectFrom('clients')
    .selectAll()
    .where('token_hash', '=', hash)
    .where('instance_id', '=', instanceId)
    .where('cookie_expires_at', '>', now)
    .executeTakeFirst()
}

export async function findClientById(db: Db | Trx, id: string): Promise<ClientRow | undefined> {
  return db.selectFrom('clients').selectAll().where('id', '=', id).executeTakeFirst()
}

/** A client that is known to be there, as it is now. */
export async function reloadClient(db: Db | Trx, id: string): Promise<ClientRow> {
  return db.selectFrom('clients').selectAll().where('id', '=', id).executeTakeFirstOrThrow()
}

export async function insertClient(trx: Trx, row: ClientRow): Promise<void> {
  await trx.insertInto('clients').values(row).execute()
}

export async function updateClient(trx: Trx, id: string, change: Updateable<ClientTable>): Promise<void> {
  await trx.updateTable('clients').set(change).where('id', '=', id).execute()
}

export async function setClientToken(trx: Trx, id: string, hash: string, cookieExpiresAt: number): Promise<void> {
  await trx
    .updateTable('clients')
    .set({ token_hash: hash, cookie_expires_at: cookieExpiresAt })
    .where('id', '=', id)
    .execute()
}

/** The row stays for the sessions that name it; its token is dead at once. */
export async function deleteClient(trx: Trx, id: string, now: number): Promise<void> {
  await trx.updateTable('clients').set({ cookie_expires_at: now }).where('id', '=', id).execute()
}
