import type { Scope } from '../http/scope.ts'
import { deviceOf } from '../lib/device.ts'
import { namesIn } from './names.ts'
import { type EventPlace, type EventRow, listUserEvents } from './user-events.store.ts'

const perPage = 25

/** A page of what the audit log says of a user. `operators` is where operators have their names: the dashboard's own instance. */
export async function readUserEvents(
  { context, instance }: Scope,
  operators: string,
  userId: string,
  before: EventPlace | undefined,
) {
  const wanted = { instanceId: instance.id, userId, before, limit: perPage }
  const { rows, next } = await listUserEvents(context.db, wanted)
  const others = rows.flatMap(({ actor_id }) =>
    actor_id?.startsWith('user_') && actor_id !== userId ? [actor_id] : [],
  )
  const names = await namesIn(context.db, operators, others)
  return { events: rows.map((row) => eventView(row, names)), next: next && `${next.at}.${next.id}` }
}

function eventView(row: EventRow, operators: Map<string, string>) {
  return {
    id: row.id,
    at: row.at,
    event: row.event,
    by: doerOf(row, operators),
    ip: row.ip,
    device: deviceOf(row.user_agent ?? ''),
    details: JSON.parse(row.details),
  }
}

/** An operator who is gone keeps the id that they had. */
function doerOf({ actor_id, user_id }: EventRow, operators: Map<string, string>) {
  if (actor_id === null || actor_id === user_id) return { kind: 'user' as const, name: null }
  if (!actor_id.startsWith('user_')) return { kind: actor_id, name: null }
  return { kind: 'operator' as const, name: operators.get(actor_id) ?? actor_id }
}
