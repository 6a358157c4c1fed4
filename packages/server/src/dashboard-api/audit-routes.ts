import { z } from 'zod'
import { auditInput } from '../audit/page.ts'
import { verifyChain } from '../audit/verify.ts'
import { type Route, route } from '../http/route.ts'
import type { Scope } from '../http/scope.ts'
import { readAuditLog } from './audit-log.ts'
import { aboutInstance } from './operator-scope.ts'

const one = '/instances/:id'
const input = auditInput.omit({ user_id: true }).extend({ user: z.string().trim().min(1).max(256).optional() })
/** A page does not wait for more; the command reads the whole chain. */
const newest = 1000

export const auditRoutes: Route[] = [
  route({
    method: 'GET',
    path: `${one}/audit-logs`,
    who: 'operator',
    answer: 'raw',
    input,
    summary:
      'Entries of the audit log, newest first, fifty at a time; `user` is a whole address, number, username or id of whoever it happened to or who did it',
    handle: async ({ scope, params, input }) =>
      readAuditLog(await aboutInstance(scope, params['id']), scope.instance.id, input),
  }),
  route({
    method: 'GET',
    path: `${one}/audit-logs/chain`,
    who: 'operator',
    answer: 'raw',
    summary: 'Whether the newest thousand entries are as they were written, and up to where the chain is signed',
    handle: async ({ scope, params }) => chainView(await aboutInstance(scope, params['id'])),
  }),
  route({
    method: 'GET',
    path: '/server/audit-logs',
    who: 'operator',
    answer: 'raw',
    input,
    summary:
      'Entries of the server log, newest first, fifty at a time: sign-ins, second factors, invitations and removals of administrators',
    handle: ({ scope, input: wish }) => readAuditLog(scope, scope.instance.id, wish),
  }),
  route({
    method: 'GET',
    path: '/server/audit-logs/chain',
    who: 'operator',
    answer: 'raw',
    summary:
      'Whether the newest thousand entries of the server log are as they were written, and up to where the chain is signed',
    handle: ({ scope }) => chainView(scope),
  }),
]

async function chainView({ context, instance }: Pick<Scope, 'context' | 'instance'>) {
  const { head, signed, broken } = await verifyChain(context, instance.id, { newest })
  return { entries: head?.seq ?? 0, checked: newest, signed, broken, days: instance.settings.audit.days }
}
