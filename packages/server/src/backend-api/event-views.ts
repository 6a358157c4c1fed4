import type { EventViews } from '../context.ts'
import { findSession } from '../sessions/sessions.store.ts'
import { sessionViews } from './session-view.ts'
import { readUsers } from './user-view.ts'

/** Events carry what this API would answer at that moment. */
export const eventViews: EventViews = {
  async user(scope, id) {
    const [view] = await readUsers(scope, [id])
    return view ?? null
  },
  async session(scope, id) {
    const row = await findSession(scope.context.db, scope.instance.id, id)
    const [view] = row ? await sessionViews(scope, [row]) : []
    if (!view) return null
    const [user] = await readUsers(scope, [view.user_id])
    return { ...view, user: user ?? null }
  },
}
