import { sql } from 'kysely'
import type { Db } from '../db/open.ts'
import type { ClientRow, SessionRow } from '../http/scope.ts'

/** Browsers whose cookie still counts, newest first. */
export function listClients(
  db: Db,
  filter: { instanceId: string; now: number; limit: number; offset: number },
): Promise<ClientRow[]> {
  return matching(db, filter)
    .selectAll()
    .orderBy('created_at', 'desc')
    .orderBy('id', 'desc')
    .limit(filter.limit)
    .offset(filter.offset)
    .execute()
}

export async function countClients(db: Db, filter: { instanceId: string; now: number }): Promise<number> {
  const row = await matching(db, filter).select(sql<number>`count(*)`.as('total')).executeTakeFirstOrThrow()
  return Number(row.total)
}

export function findOneClient(db: Db, instanceId: string, id: string): Promise<ClientRow | undefined> {
  return db
    .selectFrom('clients')
    .selectAll()
    .where('id', '=', id)
    .where('instance_id', '=', instanceId)
    .executeTakeFirst()
}

/** Live sessions of many clients, oldest first. */
export function sessionsOfClients(
  db: Db,
  filter: { instanceId: string; clientIds: string[]; now: number; idleSince: number },
): Promise<SessionRow[]> {
  if (filter.clientIds.length === 0) return Promise.resolve([])
  return db
    .selectFrom('sessions')
    .selectAll()
    .where('instance_id', '=', filter.instanceId)
    .where('client_id', 'in', filter.clientIds)
    .where('status', '=', 'active')
    .where('expires_at', '>', filter.now)
    .where('last_active_at', '>', filter.idleSince)
    .orderBy('created_at')
    .orderBy('id')
    .execute()
}

function matching(db: Db, filter: { instanceId: string; now: number }) {
  return db
    .selectFrom('clients')
    .where('instance_id', '=', filter.instanceId)
    .where('cookie_expires_at', '>', filter.now)
}
