import { z } from 'zod'
import { unbelievedLately } from '../http/forwarding.ts'
import { type Route, route } from '../http/route.ts'
import { publicUrl } from '../instances/hosts.ts'
import { listHosts, listInstances } from '../instances/instances.store.ts'
import { patchSettings } from '../instances/settings.ts'
import { administratorRoutes } from './administrator-routes.ts'
import { approvalRoutes } from './approval-routes.ts'
import { orAsk } from './approvals.ts'
import { auditRoutes } from './audit-routes.ts'
import { countFactors } from './dashboard.store.ts'
import { keyRoutes } from './key-routes.ts'
import { messageRoutes } from './message-routes.ts'
import { aboutInstance } from './operator-scope.ts'
import { policyRoutes } from './policy-routes.ts'
import { recoveryRoutes } from './recovery-routes.ts'
import { secretKeyRoutes } from './secret-key-routes.ts'
import { securityNumbers } from './security-numbers.ts'
import { smsRoutes } from './sms-routes.ts'
import { transportRoutes } from './transport-routes.ts'
import { userRoutes } from './user-routes.ts'
import { applicationViews, instanceView } from './views.ts'
import { webhookRoutes } from './webhook-routes.ts'

const one = '/instances/:id'
const patch = z.record(z.string(), z.unknown())

/** What the operator's pages ask. Paths below `/dashboard/api`. Every change needs a fresh proof of the operator's second factor (R130). */
export const dashboardRoutes: Route[] = [
  route({
    method: 'GET',
    path: '/applications',
    who: 'operator',
    answer: 'raw',
    summary: 'Applications with their instances',
    handle: async ({ scope }) => applicationViews(await listInstances(scope.context.db), scope.context.config),
  }),
  route({
    method: 'GET',
    path: '/server',
    who: 'operator',
    answer: 'raw',
    summary:
      'What administrators should know about the server: forwarding headers that are not read, and where to ask for a second factor that is missing',
    handle: async ({ scope: { context } }) => ({
      untrusted_proxies: await unbelievedLately(context),
      feedback_url: context.config.feedbackUrl ?? null,
    }),
  }),
  route({
    method: 'GET',
    path: one,
    who: 'operator',
    answer: 'raw',
    summary: 'An instance with its settings',
    handle: async ({ scope, params }) => {
      const { instance } = await aboutInstance(scope, params['id'])
      const hosts = await listHosts(scope.context.db, instance.id)
      return instanceView(
        instance,
        hosts.map((row) => row.host),
        publicUrl(scope.context.config, instance),
        scope.context.senders,
      )
    },
  }),
  route({
    method: 'GET',
    path: `${one}/numbers`,
    who: 'operator',
    answer: 'raw',
    summary: 'Lifetimes and limits with their bounds and the standards they meet',
    handle: async ({ scope, params }) => securityNumbers((await aboutInstance(scope, params['id'])).instance.settings),
  }),
  route({
    method: 'GET',
    path: `${one}/users/count`,
    who: 'operator',
    answer: 'raw',
    summary: 'How many users have which factor',
    handle: async ({ scope, params }) =>
      countFactors(scope.context.db, (await aboutInstance(scope, params['id'])).instance.id),
  }),
  route({
    method: 'PATCH',
    path: `${one}/settings`,
    who: 'operator-fresh',
    answer: 'raw',
    input: patch,
    summary: 'Change settings',
    handle: async ({ scope, params, input }) => {
      const about = await aboutInstance(scope, params['id'])
      const asked = { effect: 'weaken_settings', user_id: null, wish: input, reason: '' } as const
      return orAsk(about, asked, () => patchSettings(about, input, scope.user.id))
    },
  }),
  ...administratorRoutes,
  ...approvalRoutes,
  ...auditRoutes,
  ...keyRoutes,
  ...messageRoutes,
  ...policyRoutes,
  ...recoveryRoutes,
  ...secretKeyRoutes,
  ...smsRoutes,
  ...transportRoutes,
  ...userRoutes,
  ...webhookRoutes,
]
