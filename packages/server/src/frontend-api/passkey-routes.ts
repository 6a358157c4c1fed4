import { confirmPasskeyOf, namePasskey, removePasskey, startPasskey } from '../flows/enrolment/passkeys.ts'
import { type Route, route } from '../http/route.ts'
import type { SessionScope } from '../http/scope.ts'
import type { SignedIn } from '../sessions/guard.ts'
import * as inputs from './inputs.ts'

const signedIn = (scope: SessionScope) => scope as SignedIn

export const passkeyRoutes: Route[] = [
  route({
    method: 'POST',
    path: '/me/passkeys',
    who: 'pending-fresh',
    limit: 'account_change',
    summary: 'Begin to make a passkey',
    returns: 'Passkey',
    handle: ({ scope }) => startPasskey(signedIn(scope)),
  }),
  route({
    method: 'POST',
    path: '/me/passkeys/:id/attempt_verification',
    repeats: true,
    who: 'pending',
    limit: 'second_factor',
    input: inputs.newPasskeyInput,
    summary: 'Confirm the passkey with what the authenticator made',
    returns: 'Passkey',
    handle: ({ scope, params, input }) => confirmPasskeyOf(signedIn(scope), params['id'], input.public_key_credential),
  }),
  route({
    method: 'PATCH',
    path: '/me/passkeys/:id',
    who: 'session',
    limit: 'account_change',
    input: inputs.passkeyNameInput,
    summary: 'Give a passkey another name',
    returns: 'Passkey',
    handle: ({ scope, params, input }) => namePasskey(signedIn(scope), params['id'], input.name),
  }),
  route({
    method: 'DELETE',
    path: '/me/passkeys/:id',
    who: 'fresh',
    limit: 'account_change',
    summary: 'Remove a passkey',
    returns: 'Deleted',
    handle: ({ scope, params }) => removePasskey(signedIn(scope), params['id']),
  }),
]
