import { skipEnrolment } from '../flows/enrolment/skip.ts'
import {
  attemptFirstAgain,
  attemptSecondAgain,
  prepareFirstAgain,
  prepareSecondAgain,
  startReverification,
} from '../flows/reverification/reverification.ts'
import { reverificationView } from '../flows/reverification/reverification.view.ts'
import { type Route, route } from '../http/route.ts'
import type { SessionScope } from '../http/scope.ts'
import { tokenView } from '../http/small-views.ts'
import { noticeInUse } from '../policy/admit.ts'
import { endClientSessions, endOwnSession, keepAlive, revokeSession, touchSession } from '../sessions/end.ts'
import type { SignedIn } from '../sessions/guard.ts'
import { idleSince } from '../sessions/lifetime.ts'
import { liveSessions } from '../sessions/sessions.store.ts'
import { mintTemplateToken, mintToken } from '../sessions/tokens.ts'
import { clientView } from './client-view.ts'
import * as inputs from './inputs.ts'
import { deviceView, sessionView } from './views/session-view.ts'

const one = '/client/sessions/:session_id'
/** The guard has put the user's facts beside the session. */
const signedIn = (scope: SessionScope) => scope as SignedIn
const ownView = (scope: SessionScope) => sessionView(scope, scope.session, signedIn(scope).facts)
const verificationView = async (scope: SessionScope) => reverificationView(signedIn(scope), await ownView(scope))

export const sessionRoutes: Route[] = [
  route({
    method: 'DELETE',
    path: '/client/sessions',
    who: 'anyone',
    summary: 'Sign this browser out of every session',
    returns: 'Client',
    handle: async ({ scope }) => {
      await endClientSessions(scope)
      return clientView(scope)
    },
  }),
  route({
    method: 'GET',
    path: one,
    who: 'pending',
    summary: 'Read a session of this client',
    returns: 'Session',
    handle: ({ scope }) => ownView(scope),
  }),
  route({
    method: 'POST',
    path: `${one}/touch`,
    who: 'pending',
    impersonation: 'allowed',
    limit: 'token',
    summary: 'Make a session the active one',
    returns: 'Session',
    handle: async ({ scope }) => {
      await touchSession(signedIn(scope))
      await noticeInUse(scope, signedIn(scope).facts, scope.session)
      return ownView(scope)
    },
  }),
  route({
    method: 'POST',
    path: `${one}/tokens`,
    who: 'pending',
    impersonation: 'allowed',
    limit: 'token',
    answer: 'raw',
    summary: 'Mint a session token',
    returns: 'Token',
    handle: async ({ scope }) => {
      await keepAlive(scope, scope.session)
      await noticeInUse(scope, signedIn(scope).facts, scope.session)
      return tokenView(await mintToken(scope, scope.session, signedIn(scope).facts))
    },
  }),
  route({
    method: 'POST',
    path: `${one}/tokens/:template`,
    who: 'session',
    limit: 'token',
    answer: 'raw',
    summary: 'Mint a token with the claims of a template',
    returns: 'Token',
    handle: async ({ scope, params }) => {
      await keepAlive(scope, scope.session)
      const jwt = await mintTemplateToken(scope, scope.session, signedIn(scope).facts, params['template'])
      return tokenView(jwt)
    },
  }),
  route({
    method: 'POST',
    path: `${one}/tasks/setup-mfa/skip`,
    who: 'pending',
    limit: 'account_change',
    summary: 'Put off setting up a second factor, while the rule that wants it leaves time or skips',
    returns: 'Session',
    handle: async ({ scope }) => ownView(await skipEnrolment(signedIn(scope))),
  }),
  route({
    method: 'POST',
    path: `${one}/end`,
    who: 'pending',
    impersonation: 'allowed',
    summary: 'End a session of this client',
    returns: 'Session',
    handle: async ({ scope }) =>
      deviceView(scope, await endOwnSession(signedIn(scope), 'ended'), signedIn(scope).facts),
  }),
  route({
    method: 'POST',
    path: `${one}/remove`,
    who: 'pending',
    impersonation: 'allowed',
    summary: 'End a session of this client and forget it',
    returns: 'Session',
    handle: async ({ scope }) =>
      deviceView(scope, await endOwnSession(signedIn(scope), 'removed'), signedIn(scope).facts),
  }),
  route({
    method: 'POST',
    path: `${one}/verify`,
    who: 'pending',
    limit: 'account_change',
    input: inputs.levelInput,
    summary: 'Begin to prove again who you are',
    returns: 'SessionVerification',
    handle: async ({ scope, input }) => {
      const { level, downgrade, step_up_id } = input
      await startReverification(signedIn(scope), { level, mayDowngrade: downgrade, stepUpId: step_up_id })
      return verificationView(scope)
    },
  }),
  route({
    method: 'POST',
    path: `${one}/verify/prepare_first_factor`,
    who: 'pending',
    limit: 'send',
    input: inputs.prepareFirstInput,
    summary: 'Send the code of the first factor, to prove again',
    returns: 'SessionVerification',
    handle: async ({ scope, input }) => {
      await prepareFirstAgain(signedIn(scope), { strategy: input.strategy, emailAddressId: input.email_address_id })
      return verificationView(scope)
    },
  }),
  route({
    method: 'POST',
    path: `${one}/verify/attempt_first_factor`,
    repeats: true,
    who: 'pending',
    limit: 'first_factor',
    input: inputs.attemptFirstInput,
    summary: 'Prove the first factor again',
    returns: 'SessionVerification',
    handle: async ({ scope, input }) => {
      await attemptFirstAgain(signedIn(scope), input)
      return verificationView(scope)
    },
  }),
  route({
    method: 'POST',
    path: `${one}/verify/prepare_second_factor`,
    who: 'pending',
    limit: 'send',
    input: inputs.prepareSecondInput,
    summary: 'Make the second factor ready, to prove again',
    returns: 'SessionVerification',
    handle: async ({ scope, input }) => {
      await prepareSecondAgain(signedIn(scope), { strategy: input.strategy, phoneNumberId: input.phone_number_id })
      return verificationView(scope)
    },
  }),
  route({
    method: 'POST',
    path: `${one}/verify/attempt_second_factor`,
    repeats: true,
    who: 'pending',
    limit: 'second_factor',
    input: inputs.attemptSecondInput,
    summary: 'Prove the second factor again',
    returns: 'SessionVerification',
    handle: async ({ scope, input }) => {
      await attemptSecondAgain(signedIn(scope), input)
      return verificationView(scope)
    },
  }),
  route({
    method: 'GET',
    path: '/me/sessions/active',
    who: 'pending',
    answer: 'raw',
    summary: 'The user’s live sessions, on every device',
    returns: 'Sessions',
    handle: async ({ scope }) => {
      const filter = {
        instanceId: scope.instance.id,
        userId: scope.user.id,
        now: scope.now,
        idleSince: idleSince(scope),
      }
      const live = await liveSessions(scope.context.db, filter)
      return live.map((session) => deviceView(scope, session, signedIn(scope).facts))
    },
  }),
  route({
    method: 'POST',
    path: '/me/sessions/:id/revoke',
    // While changes are locked, ending what somebody else opened matters more than ever.
    who: 'fresh-always',
    limit: 'account_change',
    summary: 'End another session of the user',
    returns: 'Session',
    handle: async ({ scope, params }) =>
      deviceView(scope, await revokeSession(signedIn(scope), params['id']), signedIn(scope).facts),
  }),
]
