import { auditInput, auditPage } from '../audit/page.ts'
import { type Route, route } from '../http/route.ts'

export const auditRoutes: Route[] = [
  route({
    method: 'GET',
    path: '/audit_logs',
    who: 'key',
    scope: 'users.read',
    answer: 'raw',
    input: auditInput,
    summary:
      'Entries of the audit log, newest first, fifty at a time or up to `limit`; `user_id` finds what they did and what happened to them',
    returns: 'AuditLogs',
    handle: ({ scope, input }) => auditPage(scope, input),
  }),
]
