import type { Db } from '../db/open.ts'

export interface FactorCounts {
  users: number
  totp: number
  phone_code: number
  backup_code: number
  passkey: number
}

const count = (row: { total: number | string | bigint }) => Number(row.total)

/** Users with a confirmed authenticator app, with a number reserved for the second step, and with unused backup codes. */
export async function countFactors(db: Db, instanceId: string): Promise<FactorCounts> {
  const users = await db
    .selectFrom('users')
    .where('instance_id', '=', instanceId)
    .select((eb) => eb.fn.countAll<number>().as('total'))
    .executeTakeFirstOrThrow()
  const totp = await db
    .selectFrom('totp_factors')
    .where('instance_id', '=', instanceId)
    .where('confirmed_at', 'is not', null)
    .select((eb) => eb.fn.count<number>('user_id').distinct().as('total'))
    .executeTakeFirstOrThrow()
  const phones = await db
    .selectFrom('phone_numbers')
    .where('instance_id', '=', instanceId)
    .where('verified_at', 'is not', null)
    .where('reserved_at', 'is not', null)
    .select((eb) => eb.fn.count<number>('user_id').distinct().as('total'))
    .executeTakeFirstOrThrow()
  const passkeys = await db
    .selectFrom('passkeys')
    .where('instance_id', '=', instanceId)
    .where('confirmed_at', 'is not', null)
    .select((eb) => eb.fn.count<number>('user_id').distinct().as('total'))
    .executeTakeFirstOrThrow()
  const backup = await db
    .selectFrom('backup_codes')
    .innerJoin('users', 'users.id', 'backup_codes.user_id')
    .where('users.instance_id', '=', instanceId)
    .where('backup_codes.used_at', 'is', null)
    .select((eb) => eb.fn.count<number>('backup_codes.user_id').distinct().as('total'))
    .executeTakeFirstOrThrow()
  return {
    users: count(users),
    totp: count(totp),
    phone_code: count(phones),
    backup_code: count(backup),
    passkey: count(passkeys),
  }
}
