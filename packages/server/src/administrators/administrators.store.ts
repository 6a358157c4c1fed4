import { type Expression, type Insertable, type RawBuilder, sql } from 'kysely'
import type { Db, Trx } from '../db/open.ts'
import { prepared } from '../db/prepared.ts'
import type { TicketTable } from '../db/schema.ts'

const liveRecord = prepared((db, values: { userId: string }) =>
  db
    .selectFrom('administrators')
    .select('user_id')
    .where('user_id', '=', values.userId)
    .where('removed_at', 'is', null),
)

/** Read from the database at each request, so that a removal counts at once. */
export async function isAdministrator(db: Db | Trx, userId: string): Promise<boolean> {
  return (await liveRecord(db, { userId })).length > 0
}

export interface AdministratorAccount {
  id: string
  username: string | null
  hasSecondFactor: boolean
  lastSignInAt: number | null
  addedAt: number | null
  /** `machine` or the id of the administrator who invited them. */
  addedBy: string | null
  removedAt: number | null
}

/** Both engines read the number alike; PostgreSQL knows booleans, SQLite does not. */
function canProveSecond(userId: Expression<string>): RawBuilder<number> {
  return sql<number>`case when exists (select 1 from totp_factors where user_id = ${userId} and confirmed_at is not null)
    or exists (select 1 from passkeys where user_id = ${userId} and confirmed_at is not null) then 1 else 0 end`
}

/** Every account of the dashboard's instance: administrators, former ones, and accounts without a record, which are none. */
export async function listAccounts(db: Db | Trx, instanceId: string): Promise<AdministratorAccount[]> {
  const rows = await db
    .selectFrom('users')
    .leftJoin('administrators', 'administrators.user_id', 'users.id')
    .select(['users.id', 'username', 'last_sign_in_at', 'added_at', 'added_by', 'removed_at'])
    .select((eb) => canProveSecond(eb.ref('users.id')).as('has_second_factor'))
    .where('users.instance_id', '=', instanceId)
    .orderBy('users.created_at')
    .orderBy('users.id')
    .limit(1000)
    .execute()
  return rows.map((row) => ({
    id: row.id,
    username: row.username,
    hasSecondFactor: Number(row.has_second_factor) === 1,
    lastSignInAt: row.last_sign_in_at,
    addedAt: row.added_at,
    addedBy: row.added_by,
    removedAt: row.removed_at,
  }))
}

/** Adds a record, or makes a former administrator one again. */
export async function putAdministrator(trx: Trx, record: { userId: string; by: string; now: number }): Promise<void> {
  const { userId, by, now } = record
  await trx
    .insertInto('administrators')
    .values({ user_id: userId, added_at: now, added_by: by, removed_at: null, removed_by: null })
    .onConflict((conflict) =>
      conflict.column('user_id').doUpdateSet({ added_at: now, added_by: by, removed_at: null, removed_by: null }),
    )
    .execute()
}

/** False when there is no live record to end. */
export async function endRecord(trx: Trx, record: { userId: string; by: string; now: number }): Promise<boolean> {
  const ended = await trx
    .updateTable('administrators')
    .set({ removed_at: record.now, removed_by: record.by })
    .where('user_id', '=', record.userId)
    .where('removed_at', 'is', null)
    .returning('user_id')
    .executeTakeFirst()
  return ended !== undefined
}

/**
 * Locks every live record until the commit, so that two administrators who remove each other at the same moment cannot both succeed, and
 * returns whose they are.
 */
export async function lockAdministrators(trx: Trx, engine: 'sqlite' | 'postgres'): Promise<string[]> {
  const live = trx.selectFrom('administrators').select('user_id').where('removed_at', 'is', null).orderBy('user_id')
  const rows = await (engine === 'postgres' ? live.forUpdate() : live).execute()
  return rows.map((row) => row.user_id)
}

export async function findAccount(
  db: Db | Trx,
  instanceId: string,
  usernameKey: string,
): Promise<{ id: string; epoch: number; record: 'live' | 'removed' | 'none' } | undefined> {
  const row = await db
    .selectFrom('users')
    .leftJoin('administrators', 'administrators.user_id', 'users.id')
    .select(['users.id', 'epoch', 'added_at', 'removed_at'])
    .where('instance_id', '=', instanceId)
    .where('username_key', '=', usernameKey)
    .executeTakeFirst()
  if (!row) return undefined
  const record = row.added_at === null ? 'none' : row.removed_at === null ? 'live' : 'removed'
  return { id: row.id, epoch: row.epoch, record }
}

/** Whether any administrator can already prove a second factor. */
export async function hasEnrolledAdministrator(db: Db): Promise<boolean> {
  const row = await db
    .selectFrom('administrators')
    .select('user_id')
    .where('removed_at', 'is', null)
    .where((eb) => eb(canProveSecond(eb.ref('user_id')), '=', 1))
    .limit(1)
    .executeTakeFirst()
  return row !== undefined
}

/** One live ticket a user: a newer one makes the older worthless. */
export async function replaceTicket(trx: Trx, ticket: Insertable<TicketTable>): Promise<void> {
  await trx.deleteFrom('tickets').where('user_id', '=', ticket.user_id).where('used_at', 'is', null).execute()
  await trx.insertInto('tickets').values(ticket).execute()
}

export async function deleteTickets(trx: Trx, userId: string): Promise<void> {
  await trx.deleteFrom('tickets').where('user_id', '=', userId).where('used_at', 'is', null).execute()
}
