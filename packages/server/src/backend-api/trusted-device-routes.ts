import type { TrustedDeviceView } from '@countersign/contract'
import { requireUser } from '../flows/administration/change-user.ts'
import { trustedDeviceView } from '../frontend-api/views/trusted-device-view.ts'
import { type Route, route } from '../http/route.ts'
import type { Scope } from '../http/scope.ts'
import { deletedView } from '../http/small-views.ts'
import { listTrustedDevices, removeTrustedDevices } from '../sessions/trusted-devices.ts'

const all = '/users/:id/trusted_devices'

async function list(scope: Scope, userId: string | undefined): Promise<TrustedDeviceView[]> {
  const { user } = await requireUser(scope, userId)
  return (await listTrustedDevices(scope, user)).map(trustedDeviceView)
}

export const trustedDeviceRoutes: Route[] = [
  route({
    method: 'GET',
    path: all,
    who: 'key',
    scope: 'users.read',
    answer: 'raw',
    summary: 'Browsers in which a user is not asked for the second step',
    returns: 'TrustedDevices',
    handle: ({ scope, params }) => list(scope, params['id']),
  }),
  route({
    method: 'DELETE',
    path: `${all}/:device`,
    who: 'key',
    scope: 'users.write',
    answer: 'raw',
    summary: 'Ask a user for the second step in that browser again',
    returns: 'Deleted',
    handle: async ({ scope, params }) => {
      const { user } = await requireUser(scope, params['id'])
      const id = params['device'] ?? ''
      await removeTrustedDevices(scope, user.id, 'backend', { id })
      return deletedView('trusted_device', id)
    },
  }),
  route({
    method: 'DELETE',
    path: all,
    who: 'key',
    scope: 'users.write',
    answer: 'raw',
    summary: 'Ask a user for the second step in every browser again',
    returns: 'RemovedTrustedDevices',
    handle: async ({ scope, params }) => {
      const { user } = await requireUser(scope, params['id'])
      await removeTrustedDevices(scope, user.id, 'backend')
      return { object: 'trusted_devices', deleted: true } as const
    },
  }),
]
