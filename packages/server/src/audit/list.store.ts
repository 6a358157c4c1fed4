import type { Db } from '../db/open.ts'
import type { AuditRow } from './chain.store.ts'

export interface AuditFilter {
  instanceId: string
  /** Whom it happened to, or who did it. */
  userId?: string | undefined
  event?: string | undefined
  since?: number | undefined
  /** Not included. */
  until?: number | undefined
}

export interface AuditPlace {
  at: number
  id: string
}

/** Newest first. */
export async function listAudit(
  db: Db,
  { before, limit, ...filter }: AuditFilter & { before?: AuditPlace | undefined; limit: number },
): Promise<{ rows: AuditRow[]; next: AuditPlace | null }> {
  let query = filtered(db, filter).orderBy('at', 'desc').orderBy('id', 'desc').limit(limit)
  if (before)
    query = query.where((eb) =>
      eb.or([eb('at', '<', before.at), eb.and([eb('at', '=', before.at), eb('id', '<', before.id)])]),
    )
  const rows = await query.execute()
  const last = rows.length === limit ? rows.at(-1) : undefined
  return { rows, next: last ? { at: last.at, id: last.id } : null }
}

/** In the order of the chain, so that whoever gets them can check it. */
export function exportAudit(db: Db, filter: AuditFilter, after: number, limit: number): Promise<AuditRow[]> {
  return filtered(db, filter).where('seq', '>', after).orderBy('seq').limit(limit).execute()
}

function filtered(db: Db, { instanceId, userId, event, since, until }: AuditFilter) {
  let query = db.selectFrom('audit').selectAll().where('instance_id', '=', instanceId)
  if (userId !== undefined)
    query = query.where((eb) => eb.or([eb('user_id', '=', userId), eb('actor_id', '=', userId)]))
  if (event !== undefined) query = query.where('event', '=', event)
  if (since !== undefined) query = query.where('at', '>=', since)
  if (until !== undefined) query = query.where('at', '<', until)
  return query
}

const bornBy = ['user.created', 'sign_up.completed', 'user.imported']

/** What decides who had which second factor on a day: of these users, oldest first. */
export async function factorEvents(
  db: Db,
  instanceId: string,
  userIds: string[],
): Promise<{ user_id: string | null; event: string; at: number; details: string }[]> {
  if (userIds.length === 0) return []
  return db
    .selectFrom('audit')
    .select(['user_id', 'event', 'at', 'details'])
    .where('instance_id', '=', instanceId)
    .where('user_id', 'in', userIds)
    .where('event', 'in', [...bornBy, 'user.deleted', 'second_factors.changed'])
    .orderBy('at')
    .orderBy('id')
    .execute()
}

export async function deletedSince(db: Db, instanceId: string, at: number): Promise<string[]> {
  const rows = await db
    .selectFrom('audit')
    .select('user_id')
    .where('instance_id', '=', instanceId)
    .where('event', '=', 'user.deleted')
    .where('at', '>', at)
    .execute()
  return rows.flatMap((row) => (row.user_id === null ? [] : [row.user_id]))
}
