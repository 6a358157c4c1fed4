import { AppError } from '@countersign/contract'
import { z } from 'zod'
import { type Route, route } from '../http/route.ts'
import type { Scope } from '../http/scope.ts'
import { token } from '../lib/random.ts'
import { readInbox } from '../messages/inbox.ts'
import { deleteMessages } from '../messages/messages.store.ts'
import { readEmailAddress } from '../users/email-address.ts'

/** What was sent, for tests; production instances have no such door (R132). */
export const testingRoutes: Route[] = [
  route({
    method: 'POST',
    path: '/testing_tokens',
    who: 'key',
    scope: 'users.write',
    answer: 'raw',
    summary: 'A token for test suites that send one along; there is no bot protection here that it would have to open',
    returns: 'TestingToken',
    handle: async ({ scope }) => ({
      object: 'testing_token' as const,
      token: token(inDevelopment(scope).context.random),
      expires_at: Math.floor(scope.now / 1000) + 3600,
    }),
  }),
  route({
    method: 'GET',
    path: '/testing/messages',
    who: 'key',
    scope: 'users.write',
    answer: 'raw',
    summary: 'Messages sent in a development instance, newest last',
    input: z.object({ to: z.string().max(320).optional() }),
    returns: 'Messages',
    handle: ({ scope, input }) =>
      readInbox(inDevelopment(scope), input.to && (readEmailAddress(input.to)?.key ?? input.to)),
  }),
  route({
    method: 'DELETE',
    path: '/testing/messages',
    who: 'key',
    scope: 'users.write',
    answer: 'raw',
    summary: 'Empty the development inbox',
    returns: 'DeletedMessages',
    handle: async ({ scope }) => {
      await deleteMessages(inDevelopment(scope).context.db, scope.instance.id)
      return { object: 'messages', deleted: true } as const
    },
  }),
]

function inDevelopment(scope: Scope): Scope {
  if (scope.instance.environment !== 'development') throw new AppError('development_only')
  return scope
}
