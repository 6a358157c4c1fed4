import { redeem } from '../flows/step-up/step-up.redeem.ts'
import { type Route, route } from '../http/route.ts'
import { freshnessOf } from './freshness.ts'
import * as inputs from './inputs.ts'
import { approvalView } from './step-up-view.ts'

export const stepUpRoutes: Route[] = [
  route({
    method: 'POST',
    path: '/step_ups/redeem',
    who: 'key',
    scope: 'users.write',
    answer: 'raw',
    input: inputs.redeemInput,
    summary:
      'Use up what a user approved: once, for just that action and data; presented for anything else, it is burnt',
    returns: 'StepUpApproval',
    handle: async ({ scope, input }) => {
      const row = await redeem(scope, {
        token: input.token,
        action: input.action,
        data: input.data,
        level: input.level,
        maxAgeSeconds: input.max_age_seconds,
        sessionId: input.session_id,
        userId: input.user_id,
      })
      return approvalView(row)
    },
  }),
  route({
    method: 'POST',
    path: '/sessions/:id/freshness',
    who: 'key',
    scope: 'users.read',
    answer: 'raw',
    input: inputs.freshnessInput,
    summary:
      'Whether a session meets a demand now, by the name of a preset or by level and age; asked of the database, not of a token',
    returns: 'Freshness',
    handle: ({ scope, params, input }) => freshnessOf(scope, params['id'] ?? '', input),
  }),
]
