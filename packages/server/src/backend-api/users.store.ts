import { sql } from 'kysely'
import type { Db } from '../db/open.ts'

export interface UserFilter {
  instanceId: string
  userIds?: string[] | undefined
  usernameKeys?: string[] | undefined
  emailKeys?: string[] | undefined
  /** E.164. */
  numbers?: string[] | undefined
  externalIds?: string[] | undefined
  /** Part of a name, username, verified address or number, or the whole id; lower case. */
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
  const { userIds, usernameKeys, emailKeys, numbers, externalIds, text } = filter
  let query = db.selectFrom('users').where('users.instance_id', '=', filter.instanceId)
  if (userIds) query = query.where('users.id', 'in', orNone(userIds))
  if (usernameKeys) query = query.where('users.username_key', 'in', orNone(usernameKeys))
  if (externalIds) query = query.where('users.external_id', 'in', orNone(externalIds))
  // Only verified addresses and numbers are searched: an unverified one says nothing about its user (R48).
  const verified = db
    .selectFrom('email_addresses')
    .select('user_id')
    .where('instance_id', '=', filter.instanceId)
    .where('verified_at', 'is not', null)
  if (emailKeys) query = query.where('users.id', 'in', verified.where('address_key', 'in', orNone(emailKeys)))
  const owners = db
    .selectFrom('phone_numbers')
    .select('user_id')
    .where('instance_id', '=', filter.instanceId)
    .where('verified_at', 'is not', null)
  if (numbers) query = query.where('users.id', 'in', owners.where('number', 'in', orNone(numbers)))
  if (text === undefined) return query
  const part = `%${text.replace(/[\\%_]/g, '\\$&')}%`
  const has = (column: string) => sql<boolean>`lower(${sql.ref(column)}) like ${part} escape '\\'`
  return query.where((eb) =>
    eb.or([
      eb(sql`lower(users.id)`, '=', text),
      ...['users.username_key', 'users.first_name', 'users.last_name'].map(has),
      eb('users.id', 'in', verified.where(has('email_addresses.address_key'))),
      eb('users.id', 'in', owners.where(has('phone_numbers.number'))),
    ]),
  )
}

/** A list of which every entry was unreadable finds nobody, not everybody. */
function orNone(values: string[]): string[] {
  return values.length > 0 ? values : ['']
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
