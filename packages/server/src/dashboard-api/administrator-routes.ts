import { AppError } from '@countersign/contract'
import { z } from 'zod'
import { listAccounts } from '../administrators/administrators.store.ts'
import { inviteAdministrator } from '../administrators/link.ts'
import { removeAdministrator } from '../administrators/remove.ts'
import { accountView } from '../administrators/view.ts'
import { type Route, route } from '../http/route.ts'
import { readNewUsername } from '../users/username.ts'

const invitation = z.object({ name: z.string().max(64) })

/** Who administers this server. Paths are about the server, not about an instance. */
export const administratorRoutes: Route[] = [
  route({
    method: 'GET',
    path: '/administrators',
    who: 'operator',
    answer: 'raw',
    summary: 'Administrators, former ones and accounts that are no administrators',
    handle: async ({ scope }) => ({
      administrators: (await listAccounts(scope.context.db, scope.instance.id)).map(accountView),
      own_id: scope.user.id,
    }),
  }),
  route({
    method: 'POST',
    path: '/administrators',
    who: 'operator-fresh',
    answer: 'raw',
    input: invitation,
    summary: 'Invite an administrator; the link is shown this once and valid for 72 hours',
    handle: async ({ scope, input }) => {
      const name = readNewUsername(input.name)
      if (!name) throw new AppError('form_param_format_invalid', { param_name: 'name' })
      const { url, expiresAt, userId } = await inviteAdministrator(scope, name, scope.user.id)
      return { id: userId, url, expires_at: expiresAt }
    },
  }),
  route({
    method: 'DELETE',
    path: '/administrators/:user_id',
    who: 'operator-fresh',
    answer: 'raw',
    summary: 'Remove an administrator; their sessions end at once',
    handle: async ({ scope, params }) => {
      await removeAdministrator(scope, params['user_id'] ?? '', scope.user.id)
      return { id: params['user_id'], removed: true }
    },
  }),
]
