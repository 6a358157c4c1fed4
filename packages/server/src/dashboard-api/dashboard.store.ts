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
    users: await countWithout(db, instanceId, { totp: false, phone_code: false, passkey: false }),
    totp: count(totp),
    phone_code: count(phones),
    backup_code: count(backup),
    passkey: count(passkeys),
  }
}

/** Users who have none of these factors: those who would have to set one up if one were required. */
export async function countWithout(
  db: Db,
  instanceId: string,
  factors: { totp: boolean; phone_code: boolean; passkey: boolean },
): Promise<number> {
  let users = db.selectFrom('users').where('users.instance_id', '=', instanceId)
  if (factors.totp) {
    users = users.where(({ not, exists, selectFrom }) =>
      not(
        exists(
          selectFrom('totp_factors')
            .select('totp_factors.id')
            .whereRef('totp_factors.user_id', '=', 'users.id')
            .where('totp_factors.confirmed_at', 'is not', null),
        ),
      ),
    )
  }
  if (factors.passkey) {
    users = users.where(({ not, exists, selectFrom }) =>
      not(
        exists(
          selectFrom('passkeys')
            .select('passkeys.id')
            .whereRef('passkeys.user_id', '=', 'users.id')
            .where('passkeys.confirmed_at', 'is not', null),
        ),
      ),
    )
  }
  if (factors.phone_code) {
    users = users.where(({ not, exists, selectFrom }) =>
      not(
        exists(
          selectFrom('phone_numbers')
            .select('phone_numbers.id')
            .whereRef('phone_numbers.user_id', '=', 'users.id')
            .where('phone_numbers.verified_at', 'is not', null)
            .where('phone_numbers.reserved_at', 'is not', null),
        ),
      ),
    )
  }
  return count(await users.select((eb) => eb.fn.countAll<number>().as('total')).executeTakeFirstOrThrow())
}
