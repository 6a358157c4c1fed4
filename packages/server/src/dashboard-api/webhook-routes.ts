import { webhookRoutes as table } from '../backend-api/webhook-table.ts'
import type { SessionScope } from '../http/scope.ts'
import { aboutInstance } from './operator-scope.ts'

/** As the Backend API has them; a change needs a fresh proof (R130). */
export const webhookRoutes = table({
  who: { read: 'operator', write: 'operator-fresh' },
  base: '/instances/:id/webhooks',
  async enter(scope, params) {
    const about = await aboutInstance(scope as SessionScope, params['id'])
    return { scope: about, actorId: about.operator.id }
  },
})
