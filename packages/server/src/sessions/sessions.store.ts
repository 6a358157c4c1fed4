import type { Updateable } from 'kysely'
import { claimed } from '../db/claim.ts'
import type { Db, Trx } from '../db/open.ts'
import { prepared } from '../db/prepared.ts'
import type { SessionTable } from '../db/schema.ts'
import type { SessionRow } from '../http/scope.ts'

/** Called by `openSession` alone (the architecture test holds it to that). */
export async function insertSession(trx: Trx, row: SessionRow): Promise<void> {
  await insertRow(trx, { row })
}

const insertRow = prepared((db, values: { row: SessionRow }) => db.insertInto('sessions').values(values.row))

/** A session that can still be used: active, within its absolute and its idle limit (R89). */
export async function findLiveSession(
  db: Db | Trx,
  session: { id: string; instanceId: string; now: number; idleSince: number },
): Promise<SessionRow | undefined> {
  const [row] = await liveSession(db, session)
  return row
}

const liveSession = prepared((db, values: { id: string; instanceId: string; now: number; idleSince: number }) =>
  live(db, values).where('id', '=', values.id),
)

function live(db: Db | Trx, values: LiveFilter) {
  return db
    .selectFrom('sessions')
    .selectAll()
    .where('instance_id', '=', values.instanceId)
    .where('status', '=', 'active')
    .where('expires_at', '>', values.now)
    .where('last_active_at', '>', values.idleSince)
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
  return oldestFirst(db, filter)
}

const oldestFirst = prepared((db, filter: LiveFilter) => {
  let query = live(db, filter)
  if (filter.clientId !== undefined) query = query.where('client_id', '=', filter.clientId)
  if (filter.userId !== undefined) query = query.where('user_id', '=', filter.userId)
  return query.orderBy('created_at').orderBy('id')
})

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

/** Ends every live session of a user, but for one. Returns their ids. */
export async function endSessionsOf(trx: Trx, userId: string, now: number, except: string | null): Promise<string[]> {
  let query = trx
    .updateTable('sessions')
    .set({ status: 'revoked', ended_at: now, updated_at: now })
    .where('user_id', '=', userId)
    .where('status', '=', 'active')
  if (except !== null) query = query.where('id', '!=', except)
  return (await query.returning('id').execute()).map(({ id }) => id)
}

/** Whether the user themselves did: a browser in which somebody acted as them is none of theirs. */
export async function hasSignedInBefore(db: Db | Trx, clientId: string, userId: string): Promise<boolean> {
  return (await anySession(db, { clientId, userId })).length > 0
}

/**
 * Whether the browser is one that the user is known in: they signed in with it themselves, signed out or not, and no security event came
 * since (R97). The app's own server opens sessions in which nobody has proven to be the user.
 */
export async function isKnownClient(db: Db, known: { clientId: string; userId: string; epoch: number }) {
  return (await provenSession(db, known)).length > 0
}

const provenSession = prepared((db, values: { clientId: string; userId: string; epoch: number }) =>
  db
    .selectFrom('sessions')
    .select('id')
    .where('client_id', '=', values.clientId)
    .where('user_id', '=', values.userId)
    .where('epoch', '=', values.epoch)
    .where('first_verified_at', 'is not', null)
    .where('actor', 'is', null)
    .limit(1),
)

/** The same, whatever the epoch is now; of any user where none is named. */
export async function isKnownNow(db: Db, known: { clientId: string; userId?: string }): Promise<boolean> {
  return (await provenNow(db, known)).length > 0
}

const provenNow = prepared((db, values: { clientId: string; userId?: string }) => {
  const proven = db
    .selectFrom('sessions')
    .innerJoin('users', 'users.id', 'sessions.user_id')
    .select('sessions.id')
    .where('sessions.client_id', '=', values.clientId)
    .whereRef('sessions.epoch', '=', 'users.epoch')
    .where('sessions.first_verified_at', 'is not', null)
    .limit(1)
  return values.userId === undefined ? proven : proven.where('sessions.user_id', '=', values.userId)
})

const anySession = prepared((db, values: { clientId: string; userId: string }) =>
  db
    .selectFrom('sessions')
    .select('id')
    .where('client_id', '=', values.clientId)
    .where('user_id', '=', values.userId)
    .where('actor', 'is', null)
    .limit(1),
)

/** At most one: a recovery that opens another session ends the one before it. */
export async function sessionsOfRecovery(trx: Trx, recoveryId: string): Promise<string[]> {
  const rows = trx.selectFrom('sessions').select('id').where('recovery_id', '=', recoveryId)
  return (await rows.where('status', '=', 'active').execute()).map(({ id }) => id)
}
