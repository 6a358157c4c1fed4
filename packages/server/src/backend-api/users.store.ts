import type { Db } from '../db/open.ts'

export interface UserFilter {
  instanceId: string
  emailKeys?: string[] | undefined
  usernameKeys?: string[] | undefined
  userIds?: string[] | undefined
  externalIds?: string[] | undefined
  /** Part of a name, username or address. */
  query?: string | undefined
}

/** Ids of the users that fit, newest first unless told otherwise. */
export async function listUserIds(
  db: Db,
  filter: UserFilter,
  page: { limit: number; offset: number; isOldestFirst: boolean },
): Promise<string[]> {
  const direction = page.isOldestFirst ? 'asc' : 'desc'
  const rows = await filtered(db, filter)
    .select('users.id')
    .orderBy('users.created_at', direction)
    .orderBy('users.id', direction)
    .limit(page.limit)
    .offset(page.offset)
    .execute()
  return rows.map((row) => row.id)
}

export async function countUsers(db: Db, filter: UserFilter): Promise<number> {
  const row = await filtered(db, filter)
    .select((eb) => eb.fn.countAll<number>().as('total'))
    .executeTakeFirstOrThrow()
  return Number(row.total)
}

function filtered(db: Db, filter: UserFilter) {
  let query = db.selectFrom('users').where('users.instance_id', '=', filter.instanceId)
  if (filter.userIds) query = query.where('users.id', 'in', filter.userIds)
  if (filter.usernameKeys) query = query.where('users.username_key', 'in', filter.usernameKeys)
  if (filter.externalIds) query = query.where('users.external_id', 'in', filter.externalIds)
  if (filter.emailKeys) {
    const { emailKeys } = filter
    query = query.where((eb) =>
      eb.exists(
        eb
          .selectFrom('email_addresses')
          .select('email_addresses.id')
          .whereRef('email_addresses.user_id', '=', 'users.id')
          .where('email_addresses.address_key', 'in', emailKeys),
      ),
    )
  }
  if (filter.query) {
    const like = `%${filter.query.toLowerCase().replace(/[\\%_]/g, '')}%`
    query = query.where((eb) =>
      eb.or([
        eb(eb.fn<string>('lower', ['users.first_name']), 'like', like),
        eb(eb.fn<string>('lower', ['users.last_name']), 'like', like),
        eb('users.username_key', 'like', like),
        eb('users.id', '=', filter.query ?? ''),
        eb.exists(
          eb
            .selectFrom('email_addresses')
            .select('email_addresses.id')
            .whereRef('email_addresses.user_id', '=', 'users.id')
            .where('email_addresses.address_key', 'like', like),
        ),
      ]),
    )
  }
  return query
}
