import type { Db } from '../db/open.ts'
import { readEmailAddress } from '../users/email-address.ts'
import { usernameKey } from '../users/username.ts'

export interface ListedUser {
  id: string
  username: string | null
  email_addresses: { address: string; isVerified: boolean }[]
  created_at: number
  last_sign_in_at: number | null
  banned_at: number | null
}

/** A page of an instance's users, oldest first, after the user of id `after`. */
export async function listUsers(
  db: Db,
  page: { instanceId: string; after: string | undefined; limit: number },
): Promise<ListedUser[]> {
  let query = users(db).where('instance_id', '=', page.instanceId)
  if (page.after !== undefined) query = query.where('id', '>', page.after)
  const rows = await query.orderBy('id').limit(page.limit).execute()
  return withAddresses(db, rows)
}

/** By id, verified address or username. */
export async function findListedUser(db: Db, instanceId: string, named: string): Promise<ListedUser | undefined> {
  const key = readEmailAddress(named)?.key ?? usernameKey(named) ?? named
  const rows = await users(db)
    .where('instance_id', '=', instanceId)
    .where((eb) =>
      eb.or([
        eb('id', '=', named),
        eb('username_key', '=', key),
        eb(
          'id',
          'in',
          eb
            .selectFrom('email_addresses')
            .select('user_id')
            .where('instance_id', '=', instanceId)
            .where('address_key', '=', key)
            .where('verified_at', 'is not', null),
        ),
      ]),
    )
    .limit(1)
    .execute()
  return (await withAddresses(db, rows))[0]
}

/** What can be proven by this user as a second factor. */
export async function countFactors(db: Db, userId: string): Promise<{ totp: boolean; backup_codes_left: number }> {
  const totp = await db
    .selectFrom('totp_factors')
    .select('id')
    .where('user_id', '=', userId)
    .where('confirmed_at', 'is not', null)
    .execute()
  const codes = await db
    .selectFrom('backup_codes')
    .select('id')
    .where('user_id', '=', userId)
    .where('used_at', 'is', null)
    .execute()
  return { totp: totp.length > 0, backup_codes_left: codes.length }
}

function users(db: Db) {
  return db.selectFrom('users').select(['id', 'username', 'created_at', 'last_sign_in_at', 'banned_at'])
}

async function withAddresses(db: Db, rows: Omit<ListedUser, 'email_addresses'>[]): Promise<ListedUser[]> {
  if (rows.length === 0) return []
  const ids = rows.map((row) => row.id)
  const addresses = await db
    .selectFrom('email_addresses')
    .select(['user_id', 'address', 'verified_at'])
    .where('user_id', 'in', ids)
    .orderBy('id')
    .execute()
  return rows.map((row) => ({
    ...row,
    email_addresses: addresses
      .filter((address) => address.user_id === row.id)
      .map(({ address, verified_at }) => ({ address, isVerified: verified_at !== null })),
  }))
}
