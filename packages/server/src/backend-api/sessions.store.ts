import type { Db } from '../db/open.ts'
import type { SessionRow } from '../http/scope.ts'

export interface SessionFilter {
  instanceId: string
  userId?: string | undefined
  clientId?: string | undefined
  status?: SessionRow['status'] | undefined
}

export async function listSessions(
  db: Db,
  filter: SessionFilter,
  page: { limit: number; offset: number },
): Promise<SessionRow[]> {
  return filtered(db, filter)
    .selectAll()
    .orderBy('created_at', 'desc')
    .orderBy('id', 'desc')
    .limit(page.limit)
    .offset(page.offset)
    .execute()
}

export async function countSessions(db: Db, filter: SessionFilter): Promise<number> {
  const row = await filtered(db, filter)
    .select((eb) => eb.fn.countAll<number>().as('total'))
    .executeTakeFirstOrThrow()
  return Number(row.total)
}

function filtered(db: Db, filter: SessionFilter) {
  let query = db.selectFrom('sessions').where('instance_id', '=', filter.instanceId)
  if (filter.userId !== undefined) query = query.where('user_id', '=', filter.userId)
  if (filter.clientId !== undefined) query = query.where('client_id', '=', filter.clientId)
  if (filter.status !== undefined) query = query.where('status', '=', filter.status)
  return query
}
