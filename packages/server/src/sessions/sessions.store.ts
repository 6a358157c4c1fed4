import type { Updateable } from 'kysely'
import { claimed } from '../db/claim.ts'
import type { Db, Trx } from '../db/open.ts'
import type { SessionTable } from '../db/schema.ts'
import type { SessionRow } from '../http/scope.ts'

/** Called by `openSession` alone (the architecture test holds it to that). */
export async function insertSession(trx: Trx, row: SessionRow): Promise<void> {
  await trx.insertInto('sessions').values(row).execute()
}

/** A session that can still be used: active, within its absolute and its idle limit (R89). */
export async function findLiveSession(
  db: Db | Trx,
  session: { id: string; instanceId: string; now: number; idleSince: number },
): Promise<SessionRow | undefined> {
  return db
    .selectFrom('sessions')
    .selectAll()
    .where('id', '=', session.id)
    .where('instance_id', '=', session.instanceId)
    .where('status', '=', 'active')
    .where('expires_at', '>', session.now)
    .where('last_active_at', '>', session.idleSince)
    .executeTakeFirst()
}

export interface LiveFilter {
  instanceId: string
  now: number
  idleSince: number
  clientId?: string
  userId?: string
}

/** Live sessions of a client or a user, oldest first. */
export async function liveSessions(db: Db | Trx, filter: LiveFilter): Promise<SessionRow[]> {
  let query = db
    .selectFrom('sessions')
    .selectAll()
    .where('instance_id', '=', filter.instanceId)
    .where('status', '=', 'active')
    .where('expires_at', '>', filter.now)
    .where('last_active_at', '>', filter.idleSince)
  if (filter.clientId !== undefined) query = query.where('client_id', '=', filter.clientId)
  if (filter.userId !== undefined) query = query.where('user_id', '=', filter.userId)
  return query.orderBy('created_at').orderBy('id').execute()
}

export async function findSession(db: Db | Trx, instanceId: string, id: string): Promise<SessionRow | undefined> {
  return db
    .selectFrom('sessions')
    .selectAll()
    .where('id', '=', id)
    .where('instance_id', '=', instanceId)
    .executeTakeFirst()
}

export async function updateSession(trx: Trx | Db, id: string, change: Updateable<SessionTable>): Promise<void> {
  await trx.updateTable('sessions').set(change).where('id', '=', id).execute()
}

/** Ends one live session; false when it was ended already. */
export function endSession(trx: Trx, id: string, status: SessionRow['status'], now: number): Promise<boolean> {
  return claimed(
    trx
      .updateTable('sessions')
      .set({ status, ended_at: now, updated_at: now })
      .where('id', '=', id)
      .where('status', '=', 'active')
      .returning('id'),
  )
}

/** Ends every live session of a user, but for one (R68, R77, R91). Returns how many. */
export async function endSessionsOf(trx: Trx, userId: string, now: number, except: string | null): Promise<number> {
  let query = trx
    .updateTable('sessions')
    .set({ status: 'revoked', ended_at: now, updated_at: now })
    .where('user_id', '=', userId)
    .where('status', '=', 'active')
  if (except !== null) query = query.where('id', '!=', except)
  return (await query.returning('id').execute()).length
}

export async function hasSignedInBefore(db: Db | Trx, clientId: string, userId: string): Promise<boolean> {
  const row = await db
    .selectFrom('sessions')
    .select('id')
    .where('client_id', '=', clientId)
    .where('user_id', '=', userId)
    .limit(1)
    .executeTakeFirst()
  return row !== undefined
}
