import { AppError } from '@countersign/contract'
import { z } from 'zod'
import type { ApprovalEffect } from '../db/schema.ts'
import { banUser, lockUser, removeUser, unbanUser, unlockUser } from '../flows/administration/access.ts'
import { requireUser } from '../flows/administration/change-user.ts'
import { liftChangesLock, takeBackUndo } from '../flows/administration/changes-lock.ts'
import { createUser } from '../flows/administration/create-user.ts'
import { type Route, route } from '../http/route.ts'
import type { Scope } from '../http/scope.ts'
import { endAnySession, endUserSessions } from '../sessions/end.ts'
import { findSession } from '../sessions/sessions.store.ts'
import { removeTrustedDevices } from '../sessions/trusted-devices.ts'
import { orAsk } from './approvals.ts'
import { aboutInstance } from './operator-scope.ts'
import { readUserEvents } from './user-events.ts'
import { factorWish, takeFactor } from './user-factors.ts'
import { userFilters } from './user-list.store.ts'
import { readUserList } from './user-list.ts'
import { readUserPage } from './user-views.ts'

const all = '/instances/:id/users'
const one = `${all}/:user_id`
const place = (prefix: string) =>
  z
    .string()
    .regex(new RegExp(`^\\d{1,15}\\.${prefix}_\\w{1,64}$`))
    .transform((text) => {
      const at = text.indexOf('.')
      return { at: Number(text.slice(0, at)), id: text.slice(at + 1) }
    })
    .optional()
const line = (longest: number) =>
  z
    .string()
    .trim()
    .min(1)
    .max(longest)
    .regex(/^\P{Cc}+$/u)
const reason = line(500)

/** What is done to a user with one press: the flows of the Backend API, in the operator's name. */
const verbs = {
  ban: { act: banUser, needsReason: false, summary: 'Close the account: every session ends, nobody signs in' },
  unban: { act: unbanUser, needsReason: false, summary: 'Open a banned account again' },
  lock: { act: lockUser, needsReason: false, summary: 'Lock sign-in for the lockout time of the instance' },
  unlock: { act: unlockUser, needsReason: false, summary: 'Lift the lock and forget the failures' },
  lift_changes_lock: {
    act: liftChangesLock,
    effect: 'lift_changes_lock',
    needsReason: true,
    summary: 'Let the user change the account after an undo',
  },
  take_back_undo: {
    act: takeBackUndo,
    effect: 'take_back_undo',
    needsReason: true,
    summary: 'Give back what the last undo took off',
  },
  end_sessions: { act: endAll, needsReason: false, summary: 'Sign the user out everywhere' },
} satisfies Record<string, Verb>

interface Verb {
  act(scope: Scope, id: string): Promise<unknown>
  needsReason: boolean
  /** What it is called where it takes a second administrator. */
  effect?: ApprovalEffect
  summary: string
}

async function endAll(scope: Scope, id: string): Promise<void> {
  await endUserSessions(scope, (await requireUser(scope, id)).user.id)
}

export const userRoutes: Route[] = [
  route({
    method: 'GET',
    path: all,
    who: 'operator',
    answer: 'raw',
    limit: 'user_list',
    input: z.object({
      text: z.string().max(256).optional(),
      filter: z.enum(userFilters).optional(),
      before: place('user'),
    }),
    summary:
      'Users, newest first, fifty at a time; `text` is a whole address, number or id, or part of a name, username, address or number',
    handle: async ({ scope, params, input }) => {
      const { before, ...wish } = input
      const from = before && { createdAt: before.at, id: before.id }
      return readUserList(await aboutInstance(scope, params['id']), { ...wish, before: from })
    },
  }),
  route({
    method: 'POST',
    path: all,
    who: 'operator-fresh',
    answer: 'raw',
    input: z.object({
      email_address: line(1024).optional(),
      phone_number: line(64).optional(),
      username: line(256).optional(),
      first_name: line(256).optional(),
      last_name: line(256).optional(),
    }),
    summary: 'Make a user whose address or number the operator vouches for; nobody but the user chooses a password',
    handle: async ({ scope, params, input }) => {
      const { email_address, phone_number, ...fields } = input
      const about = await aboutInstance(scope, params['id'])
      return {
        id: await createUser(about, {
          ...fields,
          ...(email_address ? { email_address: [email_address] } : {}),
          ...(phone_number ? { phone_number: [phone_number] } : {}),
        }),
      }
    },
  }),
  route({
    method: 'GET',
    path: one,
    who: 'operator',
    answer: 'raw',
    summary: 'A user with their factors, sessions and locks; no secret is among it',
    handle: async ({ scope, params }) =>
      readUserPage(await aboutInstance(scope, params['id']), params['user_id'] ?? ''),
  }),
  route({
    method: 'GET',
    path: `${one}/events`,
    who: 'operator',
    answer: 'raw',
    input: z.object({ before: place('aud') }),
    summary: 'What the audit log says of a user, newest first',
    handle: async ({ scope, params, input }) => {
      const about = await aboutInstance(scope, params['id'])
      return readUserEvents(about, scope.instance.id, params['user_id'] ?? '', input.before)
    },
  }),
  ...Object.entries(verbs).map(([verb, { act, needsReason, effect, summary }]: [string, Verb]) =>
    route({
      method: 'POST',
      path: `${one}/${verb}`,
      who: 'operator-fresh',
      answer: 'raw',
      input: z.object({ reason: needsReason ? reason : reason.optional() }),
      summary,
      handle: async ({ scope, params, input }) => {
        const about = await aboutInstance(scope, params['id'], input.reason ?? null)
        const { user } = await requireUser(about, params['user_id'])
        const perform = async () => {
          await act(about, user.id)
          return readUserPage(about, user.id)
        }
        if (effect === undefined) return perform()
        return orAsk(about, { effect, user_id: user.id, wish: {}, reason: input.reason ?? '' }, perform)
      },
    }),
  ),
  route({
    method: 'POST',
    path: `${one}/remove_factor`,
    who: 'operator-fresh',
    answer: 'raw',
    input: factorWish.and(z.object({ reason })),
    summary:
      'Take a second factor away, or all of them, for a reason that the audit log keeps; the user is told everywhere',
    handle: async ({ scope, params, input }) => {
      const about = await aboutInstance(scope, params['id'], input.reason)
      const { user } = await requireUser(about, params['user_id'])
      const { reason: why, ...wish } = input
      return orAsk(about, { effect: 'remove_factor', user_id: user.id, wish, reason: why }, async () => {
        await takeFactor(about, user.id, input)
        return readUserPage(about, user.id)
      })
    },
  }),
  route({
    method: 'POST',
    // Not `:session_id`: that would name the operator's own session.
    path: `${one}/sessions/:ended_id/end`,
    who: 'operator-fresh',
    answer: 'raw',
    summary: 'End one session of a user',
    handle: async ({ scope, params }) => {
      const about = await aboutInstance(scope, params['id'])
      const session = await findSession(about.context.db, about.instance.id, params['ended_id'] ?? '')
      if (!session || session.user_id !== params['user_id']) throw new AppError('resource_not_found')
      await endAnySession(about, session)
      return readUserPage(about, session.user_id)
    },
  }),
  route({
    method: 'DELETE',
    path: `${one}/trusted_devices/:device`,
    who: 'operator-fresh',
    answer: 'raw',
    summary: 'Ask a user for the second step in that browser again',
    handle: async ({ scope, params }) => {
      const about = await aboutInstance(scope, params['id'])
      const { user } = await requireUser(about, params['user_id'])
      await removeTrustedDevices(about, user.id, scope.user.id, { id: params['device'] ?? '' })
      return readUserPage(about, user.id)
    },
  }),
  route({
    method: 'DELETE',
    path: one,
    who: 'operator-fresh',
    answer: 'raw',
    input: z.object({ reason: reason.optional() }),
    summary: 'Delete a user with everything of theirs; what the audit log says of them stays',
    handle: async ({ scope, params, input }) => {
      const about = await aboutInstance(scope, params['id'], input.reason ?? null)
      const { user } = await requireUser(about, params['user_id'])
      const asked = { effect: 'delete_user', user_id: user.id, wish: {}, reason: input.reason ?? '' } as const
      return orAsk(about, asked, async () => ({ id: await removeUser(about, user.id), deleted: true }))
    },
  }),
]
