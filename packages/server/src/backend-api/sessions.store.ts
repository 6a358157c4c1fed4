import type { Settings } from '@countersign/contract'
import { sql } from 'kysely'
import type { Db } from '../db/open.ts'
import type { SessionRow } from '../http/scope.ts'

export interface SessionFilter {
  instanceId: string
  userId?: string | undefined
  clientId?: string | undefined
  /** `abandoned` is of the protocol; no session here ever is. */
  status?: SessionRow['status'] | 'pending' | 'abandoned' | undefined
  now: number
  idleSince: number
  /** What stands between a session and its user: a second factor of a kind that is switched on, where one is required. */
  multiFactor: Settings['multi_factor']
}

/** Newest first. */
export async function listSessions(
  db: Db,
  filter: SessionFilter,
  page: { limit: number; offset: number },
): Promise<SessionRow[]> {
  return matching(db, filter)
    .selectAll('sessions')
    .orderBy('sessions.created_at', 'desc')
    .orderBy('sessions.id', 'desc')
    .limit(page.limit)
    .offset(page.offset)
    .execute()
}

export async function countSessions(db: Db, filter: SessionFilter): Promise<number> {
  const row = await matching(db, filter).select(sql<number>`count(*)`.as('total')).executeTakeFirstOrThrow()
  return Number(row.total)
}

/** The stored status says what was done to a session; whether it ran out or still owes a task follows from times and policy. */
function matching(db: Db, filter: SessionFilter) {
  const { userId, clientId, status, now, idleSince } = filter
  let query = db.selectFrom('sessions').where('sessions.instance_id', '=', filter.instanceId)
  if (userId !== undefined) query = query.where('sessions.user_id', '=', userId)
  if (clientId !== undefined) query = query.where('sessions.client_id', '=', clientId)
  if (status === undefined) return query
  if (status === 'abandoned') return query.where(sql<boolean>`1 = 0`)
  const hasRunOut = sql<boolean>`(sessions.expires_at <= ${now} or sessions.last_active_at <= ${idleSince})`
  if (status === 'expired')
    return query.where((eb) =>
      eb.or([eb('sessions.status', '=', 'expired'), eb.and([eb('sessions.status', '=', 'active'), hasRunOut])]),
    )
  if (status !== 'active' && status !== 'pending') return query.where('sessions.status', '=', status)
  const { totp, phone_code, required } = filter.multiFactor
  const hasTotp = sql`exists (select 1 from totp_factors where totp_factors.user_id = sessions.user_id
    and totp_factors.confirmed_at is not null)`
  const hasPhone = sql`exists (select 1 from phone_numbers where phone_numbers.user_id = sessions.user_id
    and phone_numbers.verified_at is not null and phone_numbers.reserved_at is not null)`
  const never = sql`1 = 0`
  const isProtected = sql<boolean>`(${totp ? hasTotp : never} or ${phone_code ? hasPhone : never})`
  const live = query.where('sessions.status', '=', 'active').where(sql<boolean>`not ${hasRunOut}`)
  if (!required) return status === 'active' ? live : live.where(sql<boolean>`1 = 0`)
  return live.where(status === 'active' ? isProtected : sql<boolean>`not ${isProtected}`)
}
