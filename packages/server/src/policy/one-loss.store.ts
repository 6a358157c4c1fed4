import type { Settings } from '@countersign/contract'
import { sql } from 'kysely'
import type { Db } from '../db/open.ts'

export interface OutlookPage {
  limit: number
  offset: number
}

/**
 * Users with all their second factors in one thing, oldest account first: a phone, a passkey (`policy/outlook.ts` has the same in words and
 * for one user). A kind that is switched off counts for nothing.
 */
export async function listOneLoss(
  db: Db,
  instance: { id: string; settings: Settings },
  { limit, offset }: OutlookPage,
): Promise<string[]> {
  const { multi_factor: isOn } = instance.settings
  const bit = (flag: boolean) => sql.lit(flag ? 1 : 0)
  const onPhone = sql<number>`case when
    (${bit(isOn.totp)} = 1 and exists (select 1 from totp_factors
      where totp_factors.user_id = users.id and confirmed_at is not null))
    or (${bit(isOn.phone_code)} = 1 and exists (select 1 from phone_numbers
      where phone_numbers.user_id = users.id and verified_at is not null and reserved_at is not null))
    then 1 else 0 end`
  const passkeys = sql<number>`(select count(*) * ${bit(isOn.passkey)} from passkeys
    where passkeys.user_id = users.id and confirmed_at is not null)`
  const codes = sql<number>`case when ${bit(isOn.backup_code)} = 1 and exists (select 1 from backup_codes
    where backup_codes.user_id = users.id and used_at is null) then 1 else 0 end`
  const rows = await db
    .selectFrom('users')
    .select('users.id')
    .where('users.instance_id', '=', instance.id)
    .where(sql<boolean>`${onPhone} + ${passkeys} = 1 and ${codes} = 0`)
    .orderBy('users.created_at')
    .orderBy('users.id')
    .limit(limit)
    .offset(offset)
    .execute()
  return rows.map(({ id }) => id)
}
