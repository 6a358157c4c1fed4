import { isAskedBy, resetView } from '../flows/administration/mfa-reset.ts'
import type { Scope } from '../http/scope.ts'
import { listResets } from '../recoveries/resets.store.ts'
import { namesIn } from './names.ts'

/** Resets of an instance with the names of everybody in them. `operators` is where operators have theirs; `asking` must not approve their own. */
export async function readResetCases({ context, instance, now }: Scope, operators: string, asking: string) {
  const rows = await listResets(context.db, instance.id, null)
  const users = await namesIn(
    context.db,
    instance.id,
    rows.map((row) => row.user_id),
  )
  const deciders = rows.flatMap(({ asked_by, decided_by }) => [asked_by, decided_by ?? asked_by])
  const names = await namesIn(
    context.db,
    operators,
    deciders.filter((id) => id.startsWith('user_')),
  )
  const nameOf = (id: string) => (id.startsWith('user_') ? (names.get(id) ?? id) : null)
  return rows.map((row) => ({
    ...resetView(row, now),
    user_name: users.get(row.user_id) ?? row.user_id,
    /** Null is the application's server. */
    asked_by_name: nameOf(row.asked_by),
    decided_by_name: row.decided_by === null ? null : nameOf(row.decided_by),
    is_own: isAskedBy(row, asking),
  }))
}
