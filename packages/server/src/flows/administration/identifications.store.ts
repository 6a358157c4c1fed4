import type { Db, Trx } from '../../db/open.ts'

/** Whose address or number this is, in this instance. */
export async function findOwner(
  db: Db | Trx,
  instanceId: string,
  table: 'email_addresses' | 'phone_numbers',
  id: string,
): Promise<string | null> {
  const row = await db
    .selectFrom(table)
    .select('user_id')
    .where('id', '=', id)
    .where('instance_id', '=', instanceId)
    .executeTakeFirst()
  return row?.user_id ?? null
}

/** Takes back that an address or number was proven. */
export async function unverify(
  trx: Trx,
  table: 'email_addresses' | 'phone_numbers',
  id: string,
  now: number,
): Promise<void> {
  await trx.updateTable(table).set({ verified_at: null, updated_at: now }).where('id', '=', id).execute()
}
