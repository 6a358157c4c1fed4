import type { InvitationView } from '@countersign/contract'
import type { z } from 'zod'
import { invite, revokeInvitation } from '../flows/administration/invitations.ts'
import { type Route, route } from '../http/route.ts'
import type { Scope } from '../http/scope.ts'
import * as inputs from './invitation-inputs.ts'
import { invitationView } from './invitation-view.ts'
import { countInvitations, listInvitations } from './invitations.store.ts'

const all = '/invitations'

export const invitationRoutes: Route[] = [
  route({
    method: 'GET',
    path: all,
    who: 'key',
    scope: 'users.read',
    answer: 'raw',
    input: inputs.listInvitationsInput,
    summary: 'List invitations, newest first; revoked ones only with `status=revoked`',
    returns: 'Invitations',
    handle: ({ scope, input }) => invitationPage(scope, input),
  }),
  route({
    method: 'POST',
    path: all,
    who: 'key',
    scope: 'users.write',
    answer: 'raw',
    input: inputs.invitationInput,
    summary: 'Invite an email address to create an account, with a link that works once',
    returns: 'Invitation',
    handle: async ({ scope, input }) => {
      const [view] = await created(scope, [input])
      return view!
    },
  }),
  route({
    method: 'POST',
    path: `${all}/bulk`,
    who: 'key',
    scope: 'users.write',
    answer: 'raw',
    body: 'list',
    input: inputs.invitationsInput,
    summary: 'Invite up to 10 email addresses: all of them, or none',
    returns: 'NewInvitations',
    handle: ({ scope, input }) => created(scope, input.list),
  }),
  route({
    method: 'POST',
    path: `${all}/:id/revoke`,
    who: 'key',
    scope: 'users.write',
    answer: 'raw',
    summary: 'Revoke an invitation that was not accepted; a sign-up begun with it creates no account',
    returns: 'Invitation',
    handle: async ({ scope, params }) => invitationView(await revokeInvitation(scope, params['id'] ?? ''), scope.now),
  }),
]

type NewInvitation = z.output<typeof inputs.invitationInput>

async function created(scope: Scope, wanted: readonly NewInvitation[]): Promise<InvitationView[]> {
  const wishes = wanted.map(({ public_metadata, redirect_url, ...wish }) => ({
    ...wish,
    public_metadata: public_metadata ?? undefined,
    redirect_url: redirect_url || undefined,
  }))
  return (await invite(scope, wishes)).map(({ row, url }) => invitationView(row, scope.now, url))
}

async function invitationPage(scope: Scope, input: z.output<typeof inputs.listInvitationsInput>) {
  const { db } = scope.context
  const { limit, offset, order_by, status, query } = input
  const filter = { instanceId: scope.instance.id, status, query, now: scope.now }
  const page = { limit, offset, by: order_by.by, order: order_by.isDescending ? 'desc' : 'asc' } as const
  const data = (await listInvitations(db, filter, page)).map((row) => invitationView(row, scope.now))
  return input.paginated === 'true' ? { data, total_count: await countInvitations(db, filter) } : data
}
