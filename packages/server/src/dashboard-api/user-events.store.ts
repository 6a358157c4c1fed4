import type { Selectable } from 'kysely'
import type { Db } from '../db/open.ts'
import type { AuditTable } from '../db/schema.ts'

export type EventRow = Selectable<AuditTable>

export interface EventPlace {
  at: number
  id: string
}

/** What happened to a user, newest first, from the index of their own entries. */
export async function listUserEvents(
  db: Db,
  query: { instanceId: string; userId: string; before?: EventPlace | undefined; limit: number },
): Promise<{ rows: EventRow[]; next: EventPlace | null }> {
  const { before, limit } = query
  let found = db
    .selectFrom('audit')
    .selectAll()
    .where('instance_id', '=', query.instanceId)
    .where('user_id', '=', query.userId)
  if (before) found = found.where((eb) => eb(eb.refTuple('at', 'id'), '<', eb.tuple(before.at, before.id)))
  const rows = await found
    .orderBy('at', 'desc')
    .orderBy('id', 'desc')
    .limit(limit + 1)
    .execute()
  const last = rows[limit - 1]
  return { rows: rows.slice(0, limit), next: rows.length > limit && last ? { at: last.at, id: last.id } : null }
}
