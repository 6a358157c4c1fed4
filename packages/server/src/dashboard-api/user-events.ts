import type { Scope } from '../http/scope.ts'
import { deviceOf } from '../lib/device.ts'
import { doerOf, doersOf } from './doers.ts'
import { type EventPlace, type EventRow, listUserEvents } from './user-events.store.ts'

const perPage = 25

/** A page of what the audit log says of a user. `operators` is where operators have their names: the dashboard's own instance. */
export async function readUserEvents(scope: Scope, operators: string, userId: string, before: EventPlace | undefined) {
  const { context, instance } = scope
  const wanted = { instanceId: instance.id, userId, before, limit: perPage }
  const { rows, next } = await listUserEvents(context.db, wanted)
  const names = await doersOf(scope, operators, rows)
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
