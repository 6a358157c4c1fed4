import type { Settings } from '@countersign/contract'
import { type ExpressionBuilder, type SqlBool, sql } from 'kysely'
import type { Db } from '../db/open.ts'
import type { Schema } from '../db/schema.ts'
import { fewCodes } from '../messages/details.ts'

/** So many are looked at for one answer: something rare among a million users must not stall everybody else (R133, R139). */
const mostScanned = 20_000

export const userFilters = ['no_second_factor', 'one_loss', 'locked', 'banned'] as const
export type UserFilter = (typeof userFilters)[number]

export interface Place {
  createdAt: number
  id: string
}

export interface UserQuery {
  instanceId: string
  now: number
  /** A kind that is switched off is no second factor (S11). */
  multiFactor: Settings['multi_factor']
  filter?: UserFilter | undefined
  /** Part of a name, username, verified address or number; lower case. */
  text?: string | undefined
  before?: Place | undefined
  limit: number
}

/** Newest first, and where to go on; null at the end. A page may be short, or empty, where few of many users fit. */
export async function listUserPage(db: Db, query: UserQuery): Promise<{ ids: string[]; next: Place | null }> {
  const rows = await fitting(db, query)
    .select(['users.id', 'users.created_at'])
    .orderBy('users.created_at', 'desc')
    .orderBy('users.id', 'desc')
    .limit(query.limit + 1)
    .execute()
  const last = rows[query.limit - 1]
  const ids = rows.slice(0, query.limit).map(({ id }) => id)
  if (rows.length > query.limit && last) return { ids, next: { createdAt: last.created_at, id: last.id } }
  if (isPlain(query)) return { ids, next: null }
  const end = await scanned(db, query)
    .offset(mostScanned - 1)
    .limit(1)
    .executeTakeFirst()
  return { ids, next: end ? { createdAt: end.created_at, id: end.id } : null }
}

/** Of the index alone. */
function scanned(db: Db, { instanceId, before }: UserQuery) {
  let query = db.selectFrom('users').select(['created_at', 'id']).where('instance_id', '=', instanceId)
  if (before)
    query = query.where((eb) => eb(eb.refTuple('created_at', 'id'), '<', eb.tuple(before.createdAt, before.id)))
  return query.orderBy('created_at', 'desc').orderBy('id', 'desc')
}

/** Everybody fits: the index is walked for one page and no further. */
const isPlain = ({ text, filter }: UserQuery) => text === undefined && filter === undefined

function fitting(db: Db, query: UserQuery) {
  const most = isPlain(query) ? query.limit + 1 : mostScanned
  let found = db.selectFrom(scanned(db, query).limit(most).as('recent')).innerJoin('users', 'users.id', 'recent.id')
  if (query.text !== undefined) {
    const { text } = query
    found = found.where((eb) => contains(eb, text))
  }
  if (query.filter === 'banned') found = found.where('users.banned_at', 'is not', null)
  if (query.filter === 'locked')
    found = found.where('users.id', 'in', (eb) =>
      eb
        .selectFrom('failures')
        .select('failures.subject')
        .where('failures.instance_id', '=', query.instanceId)
        .where('failures.locked_until', '>', query.now),
    )
  if (query.filter === 'no_second_factor') found = found.where((eb) => eb(factors(query.multiFactor), '=', 0))
  if (query.filter === 'one_loss')
    found = found
      .where((eb) => eb(factors(query.multiFactor), '=', 1))
      .where((eb) =>
        eb(
          eb
            .selectFrom('backup_codes')
            .select(({ fn }) => fn.countAll<number>().as('left'))
            .whereRef('backup_codes.user_id', '=', 'users.id')
            .where('backup_codes.used_at', 'is', null),
          '<',
          fewCodes,
        ),
      )
  return found
}

/** How many second factors a user has of the kinds that are switched on. */
function factors(isOn: Settings['multi_factor']) {
  const totp = sql`(select count(*) from totp_factors f where f.user_id = users.id and f.confirmed_at is not null)`
  const passkeys = sql`(select count(*) from passkeys f where f.user_id = users.id and f.confirmed_at is not null)`
  const phones = sql`(select count(*) from phone_numbers f where f.user_id = users.id and f.verified_at is not null
    and f.reserved_at is not null)`
  const counts = [
    ...(isOn.totp ? [totp] : []),
    ...(isOn.passkey ? [passkeys] : []),
    ...(isOn.phone_code ? [phones] : []),
  ]
  return counts.length === 0 ? sql<number>`0` : sql<number>`(${sql.join(counts, sql` + `)})`
}

/** Only verified addresses and numbers: an unverified one says nothing about its user (R48). */
function contains(eb: ExpressionBuilder<Schema, 'users'>, text: string) {
  const part = `%${text.replace(/[\\%_]/g, '\\$&')}%`
  const has = (column: string) => sql<SqlBool>`lower(${sql.ref(column)}) like ${part} escape '\\'`
  const name = sql<SqlBool>`lower(coalesce(users.first_name, '') || ' ' || coalesce(users.last_name, ''))
    like ${part} escape '\\'`
  const digits = text.replace(/[\s()/.-]/g, '')
  const isNumber = /^\+?\d{3,15}$/.test(digits)
  const owns = (table: 'email_addresses' | 'phone_numbers', condition: ReturnType<typeof has>) =>
    eb.exists(
      eb
        .selectFrom(table)
        .select(`${table}.id`)
        .whereRef(`${table}.user_id`, '=', 'users.id')
        .where(`${table}.verified_at`, 'is not', null)
        .where(condition),
    )
  return eb.or([
    name,
    has('users.username_key'),
    owns('email_addresses', has('email_addresses.address_key')),
    ...(isNumber ? [owns('phone_numbers', sql<SqlBool>`phone_numbers.number like ${`%${digits}%`}`)] : []),
  ])
}
