import { type Route, route } from '../http/route.ts'
import type { Scope } from '../http/scope.ts'
import { masterKeyStatus, pepperStatus, signingKeyStatus } from '../keys/status.ts'
import { aboutInstance } from './operator-scope.ts'

/** What changes keys is a command at the machine; the dashboard only shows how far it is. No answer holds a key. */
export const keyRoutes: Route[] = [
  route({
    method: 'GET',
    path: '/instances/:id/keys/status',
    who: 'operator',
    answer: 'raw',
    summary:
      'Master keys and peppers of the server and signing keys of the instance: how much is on each, and when the next one comes',
    handle: async ({ scope, params }) => keysView(await aboutInstance(scope, params['id'])),
  }),
]

async function keysView({ context, instance }: Scope) {
  const [master, peppers, signing] = await Promise.all([
    masterKeyStatus(context),
    pepperStatus(context),
    signingKeyStatus(context, instance.id),
  ])
  return { master, peppers, signing }
}
