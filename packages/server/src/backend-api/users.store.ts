import { sql } from 'kysely'
import type { Db } from '../db/open.ts'
import type { userOrders } from './inputs.ts'

export interface UserFilter {
  instanceId: string
  userIds?: string[] | undefined
  usernameKeys?: string[] | undefined
  emailKeys?: string[] | undefined
  /** E.164. */
  numbers?: string[] | undefined
  externalIds?: string[] | undefined
  isNobody?: boolean
  ranges?: Range[]
  /** Part of a name, username, verified address or number, or the whole id; lower case. */
  text?: string | undefined
}

export interface Range {
  column: 'created_at' | 'last_active_at' | 'last_sign_in_at'
  after?: number | undefined
  before?: number | undefined
}

export interface UserPage {
  limit: number
  offset: number
  by: (typeof userOrders)[number]
  order: 'asc' | 'desc'
}

export async function listUserIds(db: Db, filter: UserFilter, page: UserPage): Promise<string[]> {
  const rows = await matching(db, filter)
    .select('users.id')
    .orderBy(orders[page.by], page.order)
    .orderBy('users.id', page.order)
    .limit(page.limit)
    .offset(page.offset)
    .execute()
  return rows.map((row) => row.id)
}

/** The engines disagree about where null goes, so there is none. */
const time = (column: string) => sql`coalesce(${sql.ref(`users.${column}`)}, 0)`
const name = (column: string) => sql`coalesce(lower(${sql.ref(`users.${column}`)}), '')`
const orders = {
  created_at: time('created_at'),
  updated_at: time('updated_at'),
  last_active_at: time('last_active_at'),
  last_sign_in_at: time('last_sign_in_at'),
  email_address: sql`coalesce((select address_key from email_addresses where email_addresses.id = users.primary_email_id), '')`,
  phone_number: sql`coalesce((select number from phone_numbers where phone_numbers.id = users.primary_phone_id), '')`,
  username: name('username_key'),
  first_name: name('first_name'),
  last_name: name('last_name'),
  // Nobody has one, so all are alike and their age decides.
  web3wallet: time('created_at'),
} satisfies Record<UserPage['by'], unknown>

export async function countUsers(db: Db, filter: UserFilter): Promise<number> {
  const row = await matching(db, filter).select(sql<number>`count(*)`.as('total')).executeTakeFirstOrThrow()
  return Number(row.total)
}

function matching(db: Db, filter: UserFilter) {
  const { userIds, usernameKeys, emailKeys, externalIds, numbers, ranges = [], text } = filter
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
  if (numbers)
    query = query.where('users.id', 'in', proven(db, filter.instanceId).where('number', 'in', orNone(numbers)))
  if (filter.isNobody) query = query.where(sql<boolean>`1 = 0`)
  for (const { column, after, before } of ranges) {
    if (after !== undefined) query = query.where(`users.${column}`, '>', after)
    if (before !== undefined) query = query.where(`users.${column}`, '<', before)
  }
  if (text === undefined) return query
  const part = `%${text.replace(/[\\%_]/g, '\\$&')}%`
  const has = (column: string) => sql<boolean>`lower(${sql.ref(column)}) like ${part} escape '\\'`
  return query.where((eb) =>
    eb.or([
      eb(sql`lower(users.id)`, '=', text),
      ...['users.username_key', 'users.first_name', 'users.last_name'].map(has),
      eb('users.id', 'in', verified.where(has('email_addresses.address_key'))),
      eb('users.id', 'in', proven(db, filter.instanceId).where(has('phone_numbers.number'))),
    ]),
  )
}

const proven = (db: Db, instanceId: string) =>
  db
    .selectFrom('phone_numbers')
    .select('user_id')
    .where('instance_id', '=', instanceId)
    .where('verified_at', 'is not', null)

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
