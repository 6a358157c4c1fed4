import { type Route, route } from '../http/route.ts'
import { createClient, forgetClient } from '../sessions/client-verbs.ts'
import { keySet } from '../sessions/signing-keys.ts'
import { appRoutes } from './app-routes.ts'
import { clientView, unchangedClientView } from './client-view.ts'
import { handshakeRoutes } from './handshake-routes.ts'
import { imageRoutes } from './image-routes.ts'
import { meRoutes } from './me-routes.ts'
import { nudgeRoutes } from './nudge-routes.ts'
import { passkeyRoutes } from './passkey-routes.ts'
import { phoneRoutes } from './phone-routes.ts'
import { recoveryRoutes } from './recovery-routes.ts'
import { sessionRoutes } from './session-routes.ts'
import { signInRoutes } from './sign-in-routes.ts'
import { signUpRoutes } from './sign-up-routes.ts'
import { stepUpRoutes } from './step-up-routes.ts'
import { trustedDeviceRoutes } from './trusted-device-routes.ts'
import { undoRoutes } from './undo-routes.ts'
import { environmentView } from './views/environment-view.ts'

const emptyPage = async () => ({ data: [], total_count: 0 })

/** The Frontend API: what a browser may ask. Paths are those of the wire protocol, below `/v1`. */
export const frontendRoutes: Route[] = [
  route({
    method: 'GET',
    path: '/environment',
    who: 'anyone',
    answer: 'raw',
    summary: 'What the instance offers',
    returns: 'Environment',
    handle: async ({ scope }) => environmentView(scope),
  }),
  route({
    method: 'PATCH',
    path: '/environment',
    who: 'anyone',
    answer: 'raw',
    summary: 'As GET; development SDKs ask this way',
    returns: 'Environment',
    handle: async ({ scope }) => environmentView(scope),
  }),
  route({
    method: 'GET',
    path: '/client',
    who: 'anyone',
    summary: 'This browser’s client with its sessions',
    returns: 'Client',
    handle: ({ scope }) => unchangedClientView(scope),
  }),
  route({
    method: 'PUT',
    path: '/client',
    who: 'anyone',
    limit: 'sign_in_start',
    summary: 'Make a client for this browser if it has none',
    returns: 'Client',
    handle: async ({ scope }) => {
      await createClient(scope)
      return clientView(scope)
    },
  }),
  route({
    method: 'DELETE',
    path: '/client',
    who: 'anyone',
    summary: 'End every session of this browser and forget it',
    returns: 'Nothing',
    handle: async ({ scope }) => {
      await forgetClient(scope)
      return null
    },
  }),
  route({
    method: 'GET',
    path: '/.well-known/jwks.json',
    who: 'anyone',
    answer: 'raw',
    summary: 'Public keys of session tokens; tokens of pending sessions do not verify with them',
    returns: 'KeySet',
    handle: ({ scope }) => keySet(scope.context, scope.instance.id),
  }),
  ...handshakeRoutes,
  ...signInRoutes,
  ...signUpRoutes,
  ...sessionRoutes,
  ...stepUpRoutes,
  ...meRoutes,
  ...imageRoutes,
  ...appRoutes,
  ...passkeyRoutes,
  ...nudgeRoutes,
  ...phoneRoutes,
  ...recoveryRoutes,
  ...trustedDeviceRoutes,
  ...undoRoutes,
  ...['organization_memberships', 'organization_invitations', 'organization_suggestions'].map((name) =>
    route({
      method: 'GET',
      path: `/me/${name}`,
      who: 'session',
      summary: 'Always empty',
      returns: 'EmptyPage',
      handle: emptyPage,
    }),
  ),
]
