import { sql } from 'kysely'
import type { Db, Trx } from '../db/open.ts'
import type { EmailRow, UserFacts } from '../users/facts.ts'

export interface UserFilter {
  instanceId: string
  userIds?: string[] | undefined
  usernameKeys?: string[] | undefined
  emailKeys?: string[] | undefined
  externalIds?: string[] | undefined
  /** Part of a name, username or verified address, or the whole id; lower case. */
  text?: string | undefined
}

export interface UserPage {
  limit: number
  offset: number
  order: 'asc' | 'desc'
}

export async function listUserIds(db: Db, filter: UserFilter, page: UserPage): Promise<string[]> {
  const rows = await matching(db, filter)
    .select('users.id')
    .orderBy('users.created_at', page.order)
    .orderBy('users.id', page.order)
    .limit(page.limit)
    .offset(page.offset)
    .execute()
  return rows.map((row) => row.id)
}

export async function countUsers(db: Db, filter: UserFilter): Promise<number> {
  const row = await matching(db, filter).select(sql<number>`count(*)`.as('total')).executeTakeFirstOrThrow()
  return Number(row.total)
}

function matching(db: Db, filter: UserFilter) {
  const { userIds, usernameKeys, emailKeys, externalIds, text } = filter
  let query = db.selectFrom('users').where('users.instance_id', '=', filter.instanceId)
  if (userIds) query = query.where('users.id', 'in', orNone(userIds))
  if (usernameKeys) query = query.where('users.username_key', 'in', orNone(usernameKeys))
  if (externalIds) query = query.where('users.external_id', 'in', orNone(externalIds))
  // Only verified addresses are searched: an unverified one says nothing about its user (R48).
  const verified = db
    .selectFrom('email_addresses')
    .select('user_id')
    .where('instance_id', '=', filter.instanceId)
    .where('verified_at', 'is not', null)
  if (emailKeys) query = query.where('users.id', 'in', verified.where('address_key', 'in', orNone(emailKeys)))
  if (text === undefined) return query
  const part = `%${text.replace(/[\\%_]/g, '\\$&')}%`
  const has = (column: string) => sql<boolean>`lower(${sql.ref(column)}) like ${part} escape '\\'`
  return query.where((eb) =>
    eb.or([
      eb(sql`lower(users.id)`, '=', text),
      ...['users.username_key', 'users.first_name', 'users.last_name'].map(has),
      eb('users.id', 'in', verified.where(has('email_addresses.address_key'))),
    ]),
  )
}

/** A list of which every entry was unreadable finds nobody, not everybody. */
function orNone(values: string[]): string[] {
  return values.length > 0 ? values : ['']
}

/** Facts of many users in as many statements as of one; in the order of `ids`. */
export async function loadManyFacts(db: Db | Trx, instanceId: string, ids: string[]): Promise<UserFacts[]> {
  if (ids.length === 0) return []
  const rows = await db
    .selectFrom('users')
    .leftJoin('totp_factors', (join) =>
      join.onRef('totp_factors.user_id', '=', 'users.id').on('totp_factors.confirmed_at', 'is not', null),
    )
    .selectAll('users')
    .select(['totp_factors.id as totp_id', 'totp_factors.created_at as totp_created_at'])
    .select((eb) =>
      eb
        .selectFrom('backup_codes')
        .whereRef('backup_codes.user_id', '=', 'users.id')
        .where('backup_codes.used_at', 'is', null)
        .select(sql<number>`count(*)`.as('left'))
        .as('backup_codes_left'),
    )
    .where('users.instance_id', '=', instanceId)
    .where('users.id', 'in', ids)
    .execute()
  const emails = await emailsOfMany(db, ids)
  const found = new Map<string, UserFacts>()
  for (const { totp_id, totp_created_at, backup_codes_left, ...user } of rows)
    found.set(user.id, {
      user,
      emails: emails.filter((email) => email.user_id === user.id),
      totp: totp_id === null ? null : { id: totp_id, createdAt: totp_created_at ?? 0 },
      backupCodesLeft: Number(backup_codes_left ?? 0),
    })
  return ids.flatMap((id) => found.get(id) ?? [])
}

function emailsOfMany(db: Db | Trx, ids: string[]): Promise<EmailRow[]> {
  return db
    .selectFrom('email_addresses')
    .selectAll()
    .where('user_id', 'in', ids)
    .orderBy('created_at')
    .orderBy('id')
    .execute()
}

export interface FailureCount {
  subject: string
  count: number
  locked_until: number | null
}

export function failuresOfMany(db: Db, ids: string[]): Promise<FailureCount[]> {
  if (ids.length === 0) return Promise.resolve([])
  return db.selectFrom('failures').select(['subject', 'count', 'locked_until']).where('subject', 'in', ids).execute()
}
