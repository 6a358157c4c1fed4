import { AppError, type BackendSessionView } from '@countersign/contract'
import { activityView } from '../frontend-api/views/activity-view.ts'
import { type Route, route } from '../http/route.ts'
import type { Scope, SessionRow } from '../http/scope.ts'
import { tasksOf } from '../policy/second-step.ts'
import { endAnySession } from '../sessions/end.ts'
import { idleSince } from '../sessions/lifetime.ts'
import { findSession } from '../sessions/sessions.store.ts'
import { loadFacts } from '../users/users.store.ts'
import * as inputs from './inputs.ts'
import { countSessions, listSessions } from './sessions.store.ts'

export const sessionRoutes: Route[] = [
  route({
    method: 'GET',
    path: '/sessions',
    who: 'key',
    answer: 'raw',
    input: inputs.listSessionsInput,
    summary: 'List sessions, newest first',
    handle: async ({ scope, input }) => {
      const filter = {
        instanceId: scope.instance.id,
        userId: input.user_id,
        clientId: input.client_id,
        status: input.status,
      }
      const rows = await listSessions(scope.context.db, filter, input)
      const data = await Promise.all(rows.map((row) => view(scope, row)))
      return input.paginated === 'true' ? { data, total_count: await countSessions(scope.context.db, filter) } : data
    },
  }),
  route({
    method: 'GET',
    path: '/sessions/:id',
    who: 'key',
    answer: 'raw',
    summary: 'Read a session',
    handle: async ({ scope, params }) => view(scope, await requireSession(scope, params['id'])),
  }),
  route({
    method: 'POST',
    path: '/sessions/:id/revoke',
    who: 'key',
    answer: 'raw',
    summary: 'End a session',
    handle: async ({ scope, params }) => {
      await endAnySession(scope, await requireSession(scope, params['id']))
      return view(scope, await requireSession(scope, params['id']))
    },
  }),
]

async function requireSession(scope: Scope, id: string | undefined): Promise<SessionRow> {
  const session = await findSession(scope.context.db, scope.instance.id, id ?? '')
  if (!session) throw new AppError('resource_not_found')
  return session
}

async function view(scope: Scope, session: SessionRow): Promise<BackendSessionView> {
  const facts = await loadFacts(scope.context.db, scope.instance.id, session.user_id)
  const tasks = facts ? tasksOf(facts, scope.instance.settings) : []
  const isOver = session.expires_at <= scope.now || session.last_active_at <= idleSince(scope)
  const status =
    session.status !== 'active' ? session.status : isOver ? 'expired' : tasks.length > 0 ? 'pending' : 'active'
  return {
    object: 'session',
    id: session.id,
    client_id: session.client_id,
    user_id: session.user_id,
    status,
    last_active_at: session.last_active_at,
    last_active_organization_id: null,
    expire_at: session.expires_at,
    abandon_at: session.expires_at + 23 * 86_400_000,
    actor: null,
    tasks: tasks.length > 0 ? tasks : null,
    latest_activity: activityView(session),
    created_at: session.created_at,
    updated_at: session.updated_at,
  }
}
