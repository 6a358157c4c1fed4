import type { Selectable } from 'kysely'
import { claimed } from '../../db/claim.ts'
import type { Db, Trx } from '../../db/open.ts'
import type { SignUpTable } from '../../db/schema.ts'

export type SignUpRow = Selectable<SignUpTable>

export function findAnySignUp(db: Db, instanceId: string, id: string): Promise<SignUpRow | undefined> {
  return db
    .selectFrom('sign_ups')
    .selectAll()
    .where('id', '=', id)
    .where('instance_id', '=', instanceId)
    .executeTakeFirst()
}

/** False once the account is made. */
export function setExternalId(trx: Trx, id: string, externalId: string | null): Promise<boolean> {
  return claimed(
    trx
      .updateTable('sign_ups')
      .set({ external_id: externalId })
      .where('id', '=', id)
      .where('user_id', 'is', null)
      .returning('id'),
  )
}
