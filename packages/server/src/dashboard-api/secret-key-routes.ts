import { z } from 'zod'
import { type Route, route } from '../http/route.ts'
import { keyScopes } from '../instances/key-scopes.ts'
import { listSecretKeys } from '../instances/secret-keys.store.ts'
import { endKey, makeKey, rollKey } from './keys.ts'
import { namesIn } from './names.ts'
import { aboutInstance } from './operator-scope.ts'
import { keyView, newKeyView } from './views.ts'

const all = '/instances/:id/keys'
const day = 24 * 3_600_000
const wish = z.object({
  name: z
    .string()
    .trim()
    .min(1)
    .max(64)
    .regex(/^\P{Cc}+$/u),
  scopes: z.array(z.enum(keyScopes)).max(keyScopes.length).default([]),
  expires_in_days: z.number().int().min(1).max(3650).nullable().default(null),
})

/** Keys of the Backend API. A key is shown once, when it is made. */
export const secretKeyRoutes: Route[] = [
  route({
    method: 'GET',
    path: all,
    who: 'operator',
    answer: 'raw',
    summary: 'Secret keys with scopes, expiry, maker and last use, without the keys themselves',
    handle: async ({ scope, params }) => {
      const { instance, context, now } = await aboutInstance(scope, params['id'])
      const rows = await listSecretKeys(context.db, instance.id, now)
      const makers = rows.flatMap(({ made_by }) => (made_by?.startsWith('user_') ? [made_by] : []))
      const names = await namesIn(context.db, scope.instance.id, makers)
      return rows.map((row) => keyView(row, names))
    },
  }),
  route({
    method: 'POST',
    path: all,
    who: 'operator-fresh',
    answer: 'raw',
    input: wish,
    summary: 'Make a secret key, with scopes and an expiry if you like; it is shown this once',
    handle: async ({ scope, params, input }) => {
      const { name, scopes, expires_in_days: days } = input
      const lifeMs = days === null ? null : days * day
      const about = await aboutInstance(scope, params['id'])
      return newKeyView(await makeKey(about, { name, scopes, lifeMs, by: scope.user.id }))
    },
  }),
  route({
    method: 'POST',
    path: `${all}/:key_id/roll`,
    who: 'operator-fresh',
    answer: 'raw',
    summary: 'Make a key in place of an old one, which stops working',
    handle: async ({ scope, params }) =>
      newKeyView(await rollKey(await aboutInstance(scope, params['id']), scope.user.id, params['key_id'])),
  }),
  route({
    method: 'DELETE',
    path: `${all}/:key_id`,
    who: 'operator-fresh',
    answer: 'raw',
    summary: 'Revoke a key: it stops working at once',
    handle: async ({ scope, params }) => {
      const id = await endKey(await aboutInstance(scope, params['id']), scope.user.id, params['key_id'])
      return { id, deleted: true }
    },
  }),
]
