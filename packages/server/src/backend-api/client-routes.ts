import { AppError, type BackendClientView } from '@countersign/contract'
import { type Route, route } from '../http/route.ts'
import type { ClientRow, Scope } from '../http/scope.ts'
import { findClient } from '../sessions/clients.ts'
import { clientViews } from './client-view.ts'
import { countClients, findOneClient, listClients } from './clients.store.ts'
import * as inputs from './inputs.ts'

export const clientRoutes: Route[] = [
  route({
    method: 'GET',
    path: '/clients',
    who: 'key',
    scope: 'users.read',
    answer: 'raw',
    input: inputs.listClientsInput,
    summary: 'List browsers with their live sessions, newest first',
    returns: 'BackendClients',
    handle: async ({ scope, input }) => {
      const { db } = scope.context
      const filter = { instanceId: scope.instance.id, now: scope.now }
      const data = await clientViews(scope, await listClients(db, { ...filter, ...input }))
      return input.paginated === 'true' ? { data, total_count: await countClients(db, filter) } : data
    },
  }),
  route({
    method: 'GET',
    path: '/clients/:id',
    who: 'key',
    scope: 'users.read',
    answer: 'raw',
    summary: 'Read a browser with its live sessions',
    returns: 'BackendClient',
    handle: async ({ scope, params }) =>
      readClient(scope, await findOneClient(scope.context.db, scope.instance.id, params['id'] ?? '')),
  }),
  route({
    method: 'POST',
    path: '/clients/verify',
    who: 'key',
    scope: 'users.read',
    answer: 'raw',
    input: inputs.verifyClientInput,
    summary: 'The browser that a cookie’s value belongs to',
    returns: 'BackendClient',
    handle: async ({ scope, input }) => readClient(scope, (await findClient(scope, [input.token]))?.client),
  }),
]

async function readClient(scope: Scope, client: ClientRow | null | undefined): Promise<BackendClientView> {
  const [view] = client ? await clientViews(scope, [client]) : []
  if (!view) throw new AppError('resource_not_found')
  return view
}
