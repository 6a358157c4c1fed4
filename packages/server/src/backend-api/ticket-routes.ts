import { makeActorToken, makeSignInToken, revokeTicket } from '../flows/administration/tickets.ts'
import { type Route, route } from '../http/route.ts'
import * as inputs from './inputs.ts'
import { actorTokenView, signInTokenView } from './ticket-view.ts'

export const ticketRoutes: Route[] = [
  route({
    method: 'POST',
    path: '/sign_in_tokens',
    who: 'key',
    scope: 'users.write',
    answer: 'raw',
    input: inputs.signInTokenInput,
    summary: 'Make a single-use token that stands for the first factor; the second is still asked for',
    returns: 'SignInToken',
    handle: async ({ scope, input }) => {
      const { row, token } = await makeSignInToken(scope, input.user_id, input.expires_in_seconds)
      return signInTokenView(scope, row, token)
    },
  }),
  route({
    method: 'POST',
    path: '/sign_in_tokens/:id/revoke',
    who: 'key',
    scope: 'users.write',
    answer: 'raw',
    summary: 'Take back a sign-in token that was not used',
    returns: 'SignInToken',
    handle: async ({ scope, params }) =>
      signInTokenView(scope, await revokeTicket(scope, params['id'] ?? '', 'sign_in')),
  }),
  route({
    method: 'POST',
    path: '/actor_tokens',
    who: 'key',
    scope: 'users.write',
    answer: 'raw',
    input: inputs.actorTokenInput,
    summary:
      'Make a single-use token with which somebody else signs in as the user; the session says who, and lasts an hour at the most',
    returns: 'ActorToken',
    handle: async ({ scope, input }) => {
      const { row, token } = await makeActorToken(scope, {
        userId: input.user_id,
        actor: input.actor,
        lifeSeconds: input.expires_in_seconds,
        sessionSeconds: input.session_max_duration_in_seconds,
      })
      return actorTokenView(scope, row, token)
    },
  }),
  route({
    method: 'POST',
    path: '/actor_tokens/:id/revoke',
    who: 'key',
    scope: 'users.write',
    answer: 'raw',
    summary: 'Take back an actor token that was not used',
    returns: 'ActorToken',
    handle: async ({ scope, params }) => actorTokenView(scope, await revokeTicket(scope, params['id'] ?? '', 'actor')),
  }),
]
