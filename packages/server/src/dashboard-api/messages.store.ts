import { type ExpressionBuilder, sql } from 'kysely'
import type { Db } from '../db/open.ts'
import type { MessageStatus, Schema } from '../db/schema.ts'

/** Everything of a message but what it says. */
const columns = [
  'id',
  'channel',
  'kind',
  'destination',
  'created_at',
  'status',
  'country',
  'tries',
  'next_at',
  'expires_at',
  'transport',
  'provider_id',
  'sent_at',
  'problem',
  'failures',
  'price',
  'receipt',
  'receipt_at',
] as const satisfies (keyof Schema['messages'])[]

/** So many are looked at for one answer: a rare status in a million messages must not stall everybody else (R139). */
const mostScanned = 5_000

export interface Place {
  createdAt: number
  id: string
}

export interface MessageQuery {
  instanceId: string
  channel?: 'sms' | 'email' | undefined
  status?: MessageStatus | undefined
  destinationKey?: string | undefined
  before?: Place | undefined
  limit: number
}

export type DeliveryRow = Awaited<ReturnType<typeof readDeliveries>>[number]

/** Newest first, and where to go on; null at the end. A page may be short, or empty, where few of many messages fit. */
export async function listDeliveries(
  db: Db,
  query: MessageQuery,
): Promise<{ rows: DeliveryRow[]; next: Place | null }> {
  const rows = await readDeliveries(db, { ...query, limit: query.limit + 1 })
  const last = rows[query.limit - 1]
  if (rows.length > query.limit && last)
    return { rows: rows.slice(0, -1), next: { createdAt: last.created_at, id: last.id } }
  const end = await newest(db, query)
    .select(['created_at', 'id'])
    .offset(mostScanned - 1)
    .limit(1)
    .executeTakeFirst()
  return { rows, next: end ? { createdAt: end.created_at, id: end.id } : null }
}

function readDeliveries(db: Db, query: MessageQuery) {
  let found = db.selectFrom(newest(db, query).select(columns).limit(mostScanned).as('recent')).selectAll()
  if (query.channel) found = found.where('channel', '=', query.channel)
  if (query.status) found = found.where('status', '=', query.status)
  return found.orderBy('created_at', 'desc').orderBy('id', 'desc').limit(query.limit).execute()
}

function newest(db: Db, { instanceId, destinationKey, before }: MessageQuery) {
  let query = db.selectFrom('messages').where('instance_id', '=', instanceId)
  if (destinationKey !== undefined) query = query.where('destination_key', '=', destinationKey)
  if (before) query = query.where((eb) => isBefore(eb, before))
  return query.orderBy('created_at', 'desc').orderBy('id', 'desc')
}

const isBefore = (eb: ExpressionBuilder<Schema, 'messages'>, { createdAt, id }: Place) =>
  eb(eb.refTuple('created_at', 'id'), '<', eb.tuple(createdAt, id))

export async function findDelivery(db: Db, instanceId: string, id: string): Promise<DeliveryRow | undefined> {
  return db
    .selectFrom('messages')
    .select(columns)
    .where('instance_id', '=', instanceId)
    .where('id', '=', id)
    .executeTakeFirst()
}

export interface TransportFigures {
  channel: 'sms' | 'email'
  transport: string
  sent: number
  failed: number
  lastSentAt: number | null
  lastFailure: { at: number; problem: string } | null
}

/** By transport, of the newest messages since then: which it took, and which it was the last one not to take. */
export async function transportFigures(db: Db, instanceId: string, since: number): Promise<TransportFigures[]> {
  const recent = db
    .selectFrom('messages')
    .select(['channel', 'transport', 'status', 'sent_at', 'problem', 'created_at'])
    .where('instance_id', '=', instanceId)
    .where('created_at', '>', since)
    .orderBy('created_at', 'desc')
    .limit(mostScanned)
    .as('recent')
  const rows = await db
    .selectFrom(recent)
    .where('transport', 'is not', null)
    .select([
      'channel',
      'transport',
      sql<string>`sum(case when status = 'sent' then 1 else 0 end)`.as('sent'),
      sql<string>`sum(case when problem is null then 0 else 1 end)`.as('failed'),
      sql<string | null>`max(sent_at)`.as('last_sent_at'),
    ])
    .groupBy(['channel', 'transport'])
    .execute()
  const failures = await db
    .selectFrom(recent)
    .select(['channel', 'transport', 'problem', 'created_at'])
    .where('problem', 'is not', null)
    .orderBy('created_at', 'desc')
    .limit(100)
    .execute()
  return rows.map(({ channel, transport, sent, failed, last_sent_at }) => {
    const last = failures.find((each) => each.channel === channel && each.transport === transport)
    return {
      channel,
      transport: transport ?? '',
      sent: Number(sent),
      failed: Number(failed),
      lastSentAt: last_sent_at === null ? null : Number(last_sent_at),
      lastFailure: last?.problem ? { at: last.created_at, problem: last.problem } : null,
    }
  })
}
