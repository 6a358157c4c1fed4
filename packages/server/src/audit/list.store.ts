import type { SelectQueryBuilder } from 'kysely'
import type { Db } from '../db/open.ts'
import type { Schema } from '../db/schema.ts'
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

/** So many are looked at for one answer: something rare among millions of entries must not stall everybody else (R133, R139). */
const mostScanned = 50_000

export interface AuditQuery extends AuditFilter {
  before?: AuditPlace | undefined
  limit: number
  most?: number
}

/** Newest first, and where to go on; null at the end. A page may be short, or empty, where few of many entries fit. */
export async function listAudit(db: Db, query: AuditQuery): Promise<{ rows: AuditRow[]; next: AuditPlace | null }> {
  const { userId, event, limit, most = mostScanned } = query
  const isPlain = userId === undefined && event === undefined
  const looked = scanned(db, query).selectAll()
  const rows = isPlain
    ? await looked.limit(limit).execute()
    : await fitting(db.selectFrom(looked.limit(most).as('audit')).selectAll(), query)
        .orderBy('at', 'desc')
        .orderBy('id', 'desc')
        .limit(limit)
        .execute()
  const last = rows.length === limit ? rows.at(-1) : undefined
  if (last) return { rows, next: { at: last.at, id: last.id } }
  if (isPlain) return { rows, next: null }
  const end = scanned(db, query)
    .select(['at', 'id'])
    .offset(most - 1)
    .limit(1)
  return { rows, next: (await end.executeTakeFirst()) ?? null }
}

/** What one answer looks through, by the index of its order. */
function scanned(db: Db, { instanceId, since, until, before }: AuditQuery) {
  let query = db.selectFrom('audit').where('instance_id', '=', instanceId)
  if (since !== undefined) query = query.where('at', '>=', since)
  if (until !== undefined) query = query.where('at', '<', until)
  if (before) query = query.where((eb) => eb(eb.refTuple('at', 'id'), '<', eb.tuple(before.at, before.id)))
  return query.orderBy('at', 'desc').orderBy('id', 'desc')
}

/** In the order of the chain, so that whoever gets them can check it. */
export function exportAudit(db: Db, filter: AuditFilter, after: number, limit: number): Promise<AuditRow[]> {
  return filtered(db, filter).where('seq', '>', after).orderBy('seq').limit(limit).execute()
}

function filtered(db: Db, { instanceId, since, until, ...rest }: AuditFilter) {
  let query = db.selectFrom('audit').selectAll().where('instance_id', '=', instanceId)
  if (since !== undefined) query = query.where('at', '>=', since)
  if (until !== undefined) query = query.where('at', '<', until)
  return fitting(query, rest)
}

type Entries = SelectQueryBuilder<Schema, 'audit', AuditRow>

function fitting(entries: Entries, { userId, event }: Pick<AuditFilter, 'userId' | 'event'>): Entries {
  let query = entries
  if (userId !== undefined)
    query = query.where((eb) => eb.or([eb('user_id', '=', userId), eb('actor_id', '=', userId)]))
  if (event !== undefined) query = query.where('event', '=', event)
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
