import type { Updateable } from 'kysely'
import type { Db, Trx } from '../db/open.ts'
import { prepared, theOne } from '../db/prepared.ts'
import type { ClientTable } from '../db/schema.ts'
import type { ClientRow } from '../http/scope.ts'

export async function findClientByHash(
  db: Db,
  instanceId: string,
  hash: string,
  now: number,
): Promise<ClientRow | undefined> {
  const [row] = await clientByHash(db, { instanceId, hash, now })
  return row
}

const clientByHash = prepared((db, values: { instanceId: string; hash: string; now: number }) =>
  db
    .selectFrom('clients')
    .selectAll()
    .where('token_hash', '=', values.hash)
    .where('instance_id', '=', values.instanceId)
    .where('cookie_expires_at', '>', values.now),
)

export async function findClientById(db: Db | Trx, id: string): Promise<ClientRow | undefined> {
  const [row] = await clientById(db, { id })
  return row
}

const clientById = prepared((db, values: { id: string }) =>
  db.selectFrom('clients').selectAll().where('id', '=', values.id),
)

/** A client that is known to be there, as it is now. */
export async function reloadClient(db: Db | Trx, id: string): Promise<ClientRow> {
  return theOne(await clientById(db, { id }))
}

export async function insertClient(trx: Trx, row: ClientRow): Promise<void> {
  await insertRow(trx, { row })
}

const insertRow = prepared((db, values: { row: ClientRow }) => db.insertInto('clients').values(values.row))

export async function updateClient(trx: Trx, id: string, change: Updateable<ClientTable>): Promise<void> {
  await updateRow(trx, { id, change })
}

const updateRow = prepared((db, values: { id: string; change: Updateable<ClientTable> }) =>
  db.updateTable('clients').set(values.change).where('id', '=', values.id),
)

/** The row stays for the sessions that name it; its token is dead at once. */
export async function deleteClient(trx: Trx, id: string, now: number): Promise<void> {
  await updateClient(trx, id, { cookie_expires_at: now })
}
