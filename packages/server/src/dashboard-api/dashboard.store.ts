import type { Db } from '../db/open.ts'

/** Users with a confirmed authenticator app, with unused backup codes, and without any second factor. */
export async function countFactors(
  db: Db,
  instanceId: string,
): Promise<{ users: number; totp: number; backup_code: number }> {
  const count = (rows: { total: number | string | bigint }) => Number(rows.total)
  const users = await db
    .selectFrom('users')
    .where('instance_id', '=', instanceId)
    .select((eb) => eb.fn.countAll<number>().as('total'))
    .executeTakeFirstOrThrow()
  const totp = await db
    .selectFrom('totp_factors')
    .where('instance_id', '=', instanceId)
    .where('confirmed_at', 'is not', null)
    .select((eb) => eb.fn.countAll<number>().as('total'))
    .executeTakeFirstOrThrow()
  const backup = await db
    .selectFrom('backup_codes')
    .innerJoin('users', 'users.id', 'backup_codes.user_id')
    .where('users.instance_id', '=', instanceId)
    .where('backup_codes.used_at', 'is', null)
    .select((eb) => eb.fn.count<number>('backup_codes.user_id').distinct().as('total'))
    .executeTakeFirstOrThrow()
  return { users: count(users), totp: count(totp), backup_code: count(backup) }
}
