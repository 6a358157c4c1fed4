import { AppError } from '@countersign/contract'
import { z } from 'zod'
import { type Route, route } from '../http/route.ts'
import type { Scope } from '../http/scope.ts'
import { readInbox } from '../messages/inbox.ts'
import { deleteMessages } from '../messages/messages.store.ts'
import { readEmailAddress } from '../users/email-address.ts'

/** What was sent, for tests; production instances have no such door (R132). */
export const testingRoutes: Route[] = [
  route({
    method: 'GET',
    path: '/testing/messages',
    who: 'key',
    answer: 'raw',
    summary: 'Messages sent in a development instance, newest last',
    input: z.object({ to: z.string().max(320).optional() }),
    handle: ({ scope, input }) =>
      readInbox(inDevelopment(scope), input.to && (readEmailAddress(input.to)?.key ?? input.to)),
  }),
  route({
    method: 'DELETE',
    path: '/testing/messages',
    who: 'key',
    answer: 'raw',
    summary: 'Empty the development inbox',
    handle: async ({ scope }) => {
      await deleteMessages(inDevelopment(scope).context.db, scope.instance.id)
      return { object: 'messages', deleted: true }
    },
  }),
]

function inDevelopment(scope: Scope): Scope {
  if (scope.instance.environment !== 'development') throw new AppError('development_only')
  return scope
}
