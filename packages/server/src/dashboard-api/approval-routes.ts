import { approvalView, refuseRequest } from '../flows/administration/approvals.ts'
import { type Route, route } from '../http/route.ts'
import { approveRequest, readRequests } from './approvals.ts'
import { aboutInstance } from './operator-scope.ts'

const all = '/instances/:id/approvals'

/** What one administrator asked for and another one decides (R79). */
export const approvalRoutes: Route[] = [
  route({
    method: 'GET',
    path: all,
    who: 'operator',
    answer: 'raw',
    summary: 'Requests that take a second administrator, newest first',
    handle: async ({ scope, params }) => readRequests(await aboutInstance(scope, params['id']), scope.instance.id),
  }),
  route({
    method: 'POST',
    path: `${all}/:approval_id/approve`,
    who: 'operator-fresh',
    answer: 'raw',
    summary: 'Approve and carry out what another administrator asked for',
    handle: async ({ scope, params }) =>
      approveRequest(await aboutInstance(scope, params['id']), params['approval_id']),
  }),
  route({
    method: 'POST',
    path: `${all}/:approval_id/refuse`,
    who: 'operator-fresh',
    answer: 'raw',
    summary: 'Refuse a request, or take back your own',
    handle: async ({ scope, params }) => {
      const about = await aboutInstance(scope, params['id'])
      return approvalView(await refuseRequest(about, params['approval_id'], scope.user.id), scope.now)
    },
  }),
]
