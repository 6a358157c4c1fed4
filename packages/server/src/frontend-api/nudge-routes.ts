import { answerOffer, offerStronger } from '../flows/nudge/nudge.ts'
import { type Route, route } from '../http/route.ts'
import type { SessionScope } from '../http/scope.ts'
import type { SignedIn } from '../sessions/guard.ts'
import * as inputs from './inputs.ts'

const signedIn = (scope: SessionScope) => scope as SignedIn

export const nudgeRoutes: Route[] = [
  route({
    method: 'POST',
    path: '/me/nudge',
    who: 'session',
    limit: 'account_change',
    summary: 'What to offer somebody who has just proven the second step by SMS; asking uses the offer of a month up',
    returns: 'Nudge',
    handle: ({ scope }) => offerStronger(signedIn(scope)),
  }),
  route({
    method: 'PATCH',
    path: '/me/nudge',
    who: 'session',
    limit: 'account_change',
    input: inputs.nudgeInput,
    summary: 'Answer the offer: `later`, or `never` again',
    returns: 'Nudge',
    handle: ({ scope, input }) => answerOffer(signedIn(scope), input.answer),
  }),
]
