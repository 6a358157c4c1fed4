import { askStepUp, takeToken } from '../flows/step-up/step-up.ts'
import { type Route, route } from '../http/route.ts'
import type { SessionScope } from '../http/scope.ts'
import type { SignedIn } from '../sessions/guard.ts'
import * as inputs from './inputs.ts'
import { stepUpTokenView, stepUpView } from './views/step-up-view.ts'

const all = '/client/sessions/:session_id/step_ups'
/** The guard has put the user's facts beside the session. */
const signedIn = (scope: SessionScope) => scope as SignedIn

export const stepUpRoutes: Route[] = [
  route({
    method: 'POST',
    path: all,
    who: 'session',
    limit: 'account_change',
    input: inputs.stepUpInput,
    summary: 'Ask the user to approve one action; begin to prove again with its id to approve it',
    returns: 'StepUp',
    handle: async ({ scope, input }) => stepUpView(await askStepUp(signedIn(scope), input), input.data),
  }),
  route({
    method: 'POST',
    path: `${all}/:id/token`,
    repeats: true,
    who: 'session',
    limit: 'account_change',
    summary: 'Take the token of an approved action, once, for the app’s server to redeem',
    returns: 'StepUpToken',
    handle: async ({ scope, params }) => {
      const { row, token } = await takeToken(signedIn(scope), params['id'] ?? '')
      return stepUpTokenView(row, token)
    },
  }),
]
