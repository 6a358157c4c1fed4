import { sql } from 'kysely'
import { jsonRows, readRows } from '../db/json-rows.ts'
import type { Db } from '../db/open.ts'
import type { Grace, PolicyFacts } from './rules.ts'
import type { StrongKind } from './second-step.ts'

/** A user as far as policy looks. */
export interface Member extends PolicyFacts {
  id: string
  emailAddress: string | null
  /** A verified address or number: nobody without one can set a factor up (R70). */
  isReachable: boolean
  hasBackupCodes: boolean
}

/** Users in the order of their ids, after one of them. One bounded statement, so that no other waits long behind it (R139). */
export async function membersAfter(db: Db, instanceId: string, after: string, limit: number): Promise<Member[]> {
  const flag = (text: ReturnType<typeof sql<number>>) => sql<number>`case when exists (${text}) then 1 else 0 end`
  const rows = await db
    .selectFrom('users')
    .where('users.instance_id', '=', instanceId)
    .where('users.id', '>', after)
    .select((eb) => [
      'users.id',
      'users.public_metadata',
      flag(
        sql`select 1 from totp_factors where totp_factors.user_id = users.id and totp_factors.confirmed_at is not null`,
      ).as('totp'),
      flag(sql`select 1 from passkeys where passkeys.user_id = users.id and passkeys.confirmed_at is not null`).as(
        'passkey',
      ),
      flag(
        sql`select 1 from phone_numbers where phone_numbers.user_id = users.id and phone_numbers.verified_at is not null
          and phone_numbers.reserved_at is not null`,
      ).as('phone_code'),
      flag(
        sql`select 1 from phone_numbers where phone_numbers.user_id = users.id and phone_numbers.verified_at is not null`,
      ).as('phone'),
      flag(sql`select 1 from backup_codes where backup_codes.user_id = users.id and backup_codes.used_at is null`).as(
        'backup_code',
      ),
      jsonRows(
        db,
        eb
          .selectFrom('email_addresses')
          .whereRef('email_addresses.user_id', '=', 'users.id')
          .where('email_addresses.verified_at', 'is not', null)
          .select(['address', 'address_key']),
      ).as('emails'),
      jsonRows(
        db,
        eb
          .selectFrom('mfa_graces')
          .whereRef('mfa_graces.user_id', '=', 'users.id')
          .select(['rule_id', 'noticed_at', 'until', 'skips_left']),
      ).as('graces'),
    ])
    .orderBy('users.id')
    .limit(limit)
    .execute()
  return rows.map((row) => {
    const emails = readRows<{ address: string; address_key: string }>(row.emails)
    return {
      id: row.id,
      metadata: row.public_metadata,
      domains: emails.map(({ address_key }) => address_key.slice(address_key.lastIndexOf('@') + 1)),
      enrolled: (['passkey', 'totp', 'phone_code'] satisfies StrongKind[]).filter((kind) => row[kind] === 1),
      graces: readRows<Grace>(row.graces),
      emailAddress: emails[0]?.address ?? null,
      isReachable: emails.length > 0 || row.phone === 1,
      hasBackupCodes: row.backup_code === 1,
    }
  })
}
