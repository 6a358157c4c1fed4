import type { Selectable, Updateable } from 'kysely'
import { claimed } from '../../db/claim.ts'
import type { Db, Trx } from '../../db/open.ts'
import type { SignUpTable } from '../../db/schema.ts'

export type SignUpRow = Selectable<SignUpTable>

export async function insertSignUp(trx: Trx, row: SignUpRow): Promise<void> {
  await trx.insertInto('sign_ups').values(row).execute()
  await trx.updateTable('clients').set({ sign_up_id: row.id }).where('id', '=', row.client_id).execute()
}

export async function findSignUp(db: Db | Trx, id: string, clientId: string): Promise<SignUpRow | undefined> {
  return db.selectFrom('sign_ups').selectAll().where('id', '=', id).where('client_id', '=', clientId).executeTakeFirst()
}

/** Changes an open sign-up; false when it was completed meanwhile. */
export function updateSignUp(trx: Trx, id: string, change: Updateable<SignUpTable>): Promise<boolean> {
  return claimed(
    trx.updateTable('sign_ups').set(change).where('id', '=', id).where('session_id', 'is', null).returning('id'),
  )
}
