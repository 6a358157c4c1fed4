import { claimed } from '../db/claim.ts'
import type { Trx } from '../db/open.ts'
import type { EmailRow } from './facts.ts'

export async function insertEmail(trx: Trx, email: EmailRow): Promise<void> {
  await trx.insertInto('email_addresses').values(email).execute()
}

/** Claims an address for its user; false when another user of the instance has verified it meanwhile. */
export async function verifyEmail(
  trx: Trx,
  email: { id: string; instanceId: string; key: string; now: number },
): Promise<boolean> {
  const taken = await trx
    .selectFrom('email_addresses')
    .select('id')
    .where('instance_id', '=', email.instanceId)
    .where('address_key', '=', email.key)
    .where('verified_at', 'is not', null)
    .executeTakeFirst()
  if (taken) return false
  return claimed(
    trx
      .updateTable('email_addresses')
      .set({ verified_at: email.now, updated_at: email.now })
      .where('id', '=', email.id)
      .where('verified_at', 'is', null)
      .returning('id'),
  )
}

export async function deleteEmail(trx: Trx, id: string): Promise<void> {
  await trx.deleteFrom('email_addresses').where('id', '=', id).execute()
}
