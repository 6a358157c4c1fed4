import { webhookRoutes as table } from '../backend-api/webhook-table.ts'
import type { SessionScope } from '../http/scope.ts'
import { requireFresh, type SignedIn } from '../sessions/guard.ts'
import { aboutInstance } from './operator-scope.ts'

/** As the Backend API has them; a change needs a fresh proof (R130). */
export const webhookRoutes = table({
  who: 'operator',
  base: '/instances/:id/webhooks',
  async read(scope, params) {
    return { scope: await aboutInstance(scope, params['id']), actorId: (scope as SessionScope).user.id }
  },
  async write(scope, params) {
    requireFresh(scope as SignedIn)
    return { scope: await aboutInstance(scope, params['id']), actorId: (scope as SessionScope).user.id }
  },
})
