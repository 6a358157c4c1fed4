import { appView } from '../factors/totp/totp.view.ts'
import { confirmAppOf, removeAppOf, renameApp, startApp } from '../flows/enrolment/authenticator-apps.ts'
import { type Route, route } from '../http/route.ts'
import type { SessionScope } from '../http/scope.ts'
import type { SignedIn } from '../sessions/guard.ts'
import * as inputs from './inputs.ts'

const signedIn = (scope: SessionScope) => scope as SignedIn

/** Our own: the wire protocol knows one app (`/me/totp`), and these are for all of them. */
export const appRoutes: Route[] = [
  route({
    method: 'GET',
    path: '/me/authenticator_apps',
    who: 'session',
    summary: 'The authenticator apps of the user, oldest first',
    returns: 'AuthenticatorApps',
    handle: async ({ scope }) => signedIn(scope).facts.apps.map((app) => appView(app)),
  }),
  route({
    method: 'POST',
    path: '/me/authenticator_apps',
    who: 'pending-fresh',
    limit: 'account_change',
    input: inputs.newAppInput,
    summary: 'Begin to set up one more authenticator app, up to five',
    returns: 'AuthenticatorApp',
    handle: ({ scope, input }) => startApp(signedIn(scope), input.name),
  }),
  route({
    method: 'POST',
    path: '/me/authenticator_apps/:id/attempt_verification',
    repeats: true,
    who: 'pending',
    limit: 'second_factor',
    input: inputs.codeInput,
    summary: 'Confirm an authenticator app with a code',
    returns: 'AuthenticatorApp',
    handle: ({ scope, params, input }) => confirmAppOf(signedIn(scope), params['id'], input.code),
  }),
  route({
    method: 'PATCH',
    path: '/me/authenticator_apps/:id',
    who: 'session',
    limit: 'account_change',
    input: inputs.appNameInput,
    summary: 'Give an authenticator app another name',
    returns: 'AuthenticatorApp',
    handle: ({ scope, params, input }) => renameApp(signedIn(scope), params['id'], input.name),
  }),
  route({
    method: 'DELETE',
    path: '/me/authenticator_apps/:id',
    who: 'fresh',
    limit: 'account_change',
    summary: 'Remove an authenticator app',
    returns: 'Deleted',
    handle: ({ scope, params }) => removeAppOf(signedIn(scope), params['id']),
  }),
]
