import type { BackendSessionView } from '@countersign/contract'
import { activityView } from '../frontend-api/views/activity-view.ts'
import { deviceView } from '../frontend-api/views/session-view.ts'
import type { Scope, SessionRow } from '../http/scope.ts'
import { idleSince } from '../sessions/lifetime.ts'
import { loadManyFacts } from '../users/facts.store.ts'

/** Sessions with the status they have now. */
export async function sessionViews(scope: Scope, sessions: SessionRow[]): Promise<BackendSessionView[]> {
  const ids = [...new Set(sessions.map((session) => session.user_id))]
  const many = await loadManyFacts(scope.context.db, scope.instance.id, ids)
  return sessions.flatMap((session) => {
    const facts = many.find(({ user }) => user.id === session.user_id)
    if (!facts) return []
    const view = deviceView(scope, session, facts)
    return {
      object: view.object,
      id: view.id,
      client_id: view.client_id,
      user_id: session.user_id,
      status: session.status === 'active' && hasRunOut(scope, session) ? 'expired' : view.status,
      last_active_at: view.last_active_at,
      last_active_organization_id: null,
      expire_at: view.expire_at,
      abandon_at: view.abandon_at,
      actor: view.actor,
      tasks: view.tasks,
      latest_activity: activityView(session),
      created_at: view.created_at,
      updated_at: view.updated_at,
    }
  })
}

function hasRunOut(scope: Scope, session: SessionRow): boolean {
  return session.expires_at <= scope.now || session.last_active_at <= idleSince(scope)
}
