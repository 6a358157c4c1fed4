import { type Route, route } from '../http/route.ts'
import { deletedView } from '../http/small-views.ts'
import { listTrustedDevices, removeTrustedDevices } from '../sessions/trusted-devices.ts'
import { trustedDeviceView } from './views/trusted-device-view.ts'

const all = '/me/trusted_devices'

/** Ending trust takes nothing from anybody but a step less, so no fresh proof is asked for it. */
export const trustedDeviceRoutes: Route[] = [
  route({
    method: 'GET',
    path: all,
    who: 'session',
    summary: 'Browsers in which the user is not asked for the second step, the one used last first',
    returns: 'TrustedDevices',
    handle: async ({ scope }) => (await listTrustedDevices(scope, scope.user)).map(trustedDeviceView),
  }),
  route({
    method: 'DELETE',
    path: `${all}/:id`,
    who: 'session',
    limit: 'account_change',
    summary: 'Ask for the second step in that browser again',
    returns: 'Deleted',
    handle: async ({ scope, params }) => {
      const id = params['id'] ?? ''
      await removeTrustedDevices(scope, scope.user.id, scope.user.id, { id })
      return deletedView('trusted_device', id)
    },
  }),
  route({
    method: 'DELETE',
    path: all,
    who: 'session',
    limit: 'account_change',
    summary: 'Ask for the second step in every browser again',
    returns: 'RemovedTrustedDevices',
    handle: async ({ scope }) => {
      await removeTrustedDevices(scope, scope.user.id, scope.user.id)
      return { object: 'trusted_devices', deleted: true } as const
    },
  }),
]
