import { AppError, type BackendSessionView } from '@countersign/contract'
import type { z } from 'zod'
import { openSessionFor } from '../flows/administration/open-session.ts'
import { type Route, route } from '../http/route.ts'
import type { Scope, SessionRow } from '../http/scope.ts'
import { tokenView } from '../http/small-views.ts'
import { refuseAlone } from '../policy/second-administrator.ts'
import { endAnySession } from '../sessions/end.ts'
import { idleSince } from '../sessions/lifetime.ts'
import { findSession } from '../sessions/sessions.store.ts'
import { mintTemplateToken, mintToken } from '../sessions/tokens.ts'
import * as inputs from './inputs.ts'
import { liveSessionOf } from './live-session.ts'
import { sessionViews } from './session-view.ts'
import { countSessions, listSessions, type SessionFilter } from './sessions.store.ts'

export const sessionRoutes: Route[] = [
  route({
    method: 'GET',
    path: '/sessions',
    who: 'key',
    scope: 'users.read',
    answer: 'raw',
    input: inputs.listSessionsInput,
    summary: 'List sessions, newest first',
    returns: 'BackendSessions',
    handle: ({ scope, input }) => sessionPage(scope, input),
  }),
  route({
    method: 'POST',
    path: '/sessions',
    who: 'key',
    scope: 'users.write',
    answer: 'raw',
    input: inputs.createSessionInput,
    summary: 'Open a session that nobody signed in for, for tests and jobs; no proof counts in it',
    returns: 'BackendSession',
    handle: async ({ scope, input }) => readSession(scope, (await openSessionFor(scope, input.user_id)).id),
  }),
  route({
    method: 'GET',
    path: '/sessions/:id',
    who: 'key',
    scope: 'users.read',
    answer: 'raw',
    summary: 'Read a session',
    returns: 'BackendSession',
    handle: ({ scope, params }) => readSession(scope, params['id']),
  }),
  route({
    method: 'POST',
    path: '/sessions/:id/tokens',
    who: 'key',
    scope: 'users.write',
    answer: 'raw',
    input: inputs.tokenInput,
    summary: 'Mint a token of a live session',
    returns: 'Token',
    handle: async ({ scope, params, input }) => {
      const { session, facts } = await liveSessionOf(scope, params['id'])
      refuseAlone(scope, facts)
      return tokenView(await mintToken(scope, session, facts, input.expires_in_seconds))
    },
  }),
  route({
    method: 'POST',
    path: '/sessions/:id/tokens/:template',
    who: 'key',
    scope: 'users.write',
    answer: 'raw',
    input: inputs.tokenInput,
    summary: 'Mint a token of a live session with the claims of a template',
    returns: 'Token',
    handle: async ({ scope, params, input }) => {
      const { session, facts } = await liveSessionOf(scope, params['id'])
      refuseAlone(scope, facts)
      const jwt = await mintTemplateToken(scope, session, facts, params['template'], input.expires_in_seconds)
      return tokenView(jwt)
    },
  }),
  route({
    method: 'POST',
    path: '/sessions/:id/revoke',
    who: 'key',
    scope: 'users.write',
    answer: 'raw',
    summary: 'End a session',
    returns: 'BackendSession',
    handle: async ({ scope, params }) => {
      await endAnySession(scope, await requireSession(scope, params['id']))
      return readSession(scope, params['id'])
    },
  }),
]

async function sessionPage(scope: Scope, input: z.output<typeof inputs.listSessionsInput>) {
  const { db } = scope.context
  const filter: SessionFilter = {
    instanceId: scope.instance.id,
    userId: input.user_id,
    clientId: input.client_id,
    status: input.status,
    now: scope.now,
    idleSince: idleSince(scope),
    multiFactor: scope.instance.settings.multi_factor,
  }
  if (isByRule(scope, filter)) return byRule(scope, filter, input)
  const data = await sessionViews(scope, await listSessions(db, filter, input))
  return input.paginated === 'true' ? { data, total_count: await countSessions(db, filter) } : data
}

/** Whether what a session still owes is said by rules, which SQL does not read. */
function isByRule({ instance }: Scope, { status }: SessionFilter): boolean {
  return (status === 'active' || status === 'pending') && instance.settings.multi_factor.rules.length > 0
}

/** How many live sessions one such request looks at, the newest ones. */
const mostLookedAt = 2000

async function byRule(scope: Scope, filter: SessionFilter, input: z.output<typeof inputs.listSessionsInput>) {
  const live = { ...filter, status: 'active', multiFactor: { ...filter.multiFactor, required: false } } as const
  const views: BackendSessionView[] = []
  for (let offset = 0; offset < mostLookedAt; offset += 500) {
    const rows = await listSessions(scope.context.db, live, { limit: 500, offset })
    views.push(...(await sessionViews(scope, rows)).filter(({ status }) => status === filter.status))
    if (rows.length < 500) break
  }
  const data = views.slice(input.offset, input.offset + input.limit)
  return input.paginated === 'true' ? { data, total_count: views.length } : data
}

async function requireSession(scope: Scope, id: string | undefined): Promise<SessionRow> {
  const session = await findSession(scope.context.db, scope.instance.id, id ?? '')
  if (!session) throw new AppError('resource_not_found')
  return session
}

async function readSession(scope: Scope, id: string | undefined): Promise<BackendSessionView> {
  const [view] = await sessionViews(scope, [await requireSession(scope, id)])
  if (!view) throw new AppError('resource_not_found')
  return view
}
