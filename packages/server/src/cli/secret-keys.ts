import { record } from '../audit/audit.ts'
import type { Context } from '../context.ts'
import { transact } from '../db/transact.ts'
import { type KeyScope, keyScopes, splitScopes } from '../instances/key-scopes.ts'
import { newSecretKey } from '../instances/keys.ts'
import { findKey, insertSecretKey, listSecretKeys, revokeKey } from '../instances/secret-keys.store.ts'
import { StartupError } from '../lib/startup-error.ts'
import { command, table, UsageError } from './command.ts'
import { requireInstance, withContext } from './with-context.ts'

const actorId = 'machine'
const day = 24 * 3_600_000
const slugArgument = { type: 'positional', description: 'Slug of the instance', required: true } as const
const isoDay = (at: number | null) => (at === null ? '–' : new Date(at).toISOString().slice(0, 10))

export const create = command({
  name: 'create',
  description: 'Make a secret key for the application’s own server; it is shown this once',
  args: {
    slug: slugArgument,
    name: { type: 'string', description: 'What will use it', required: true },
    scope: { type: 'string', description: 'read, users, settings, or several with commas; everything unless given' },
    'expires-days': { type: 'string', description: 'Days until it expires; never unless given' },
  },
  run: ({ slug, name, scope, 'expires-days': days }) => {
    const scopes = readScopes(scope)
    const lifeMs = readDays(days)
    if (name.trim() === '' || name.length > 64) throw new UsageError('--name must have 1 to 64 characters.')
    return withContext(async (context) => {
      const instance = await requireInstance(context, slug)
      const key = newSecretKey(context, instance, { name: name.trim(), by: null, scopes, lifeMs })
      const expires_at = key.row.expires_at ?? null
      await transact(context.db, async (trx) => {
        await insertSecretKey(trx, key.row)
        const details = { key_id: key.row.id, name: key.row.name, scopes: key.row.scopes ?? null, expires_at }
        await record(trx, atMachine(context, instance), 'secret_key.created', { actorId, details })
      })
      return {
        json: { id: key.row.id, name: key.row.name, scopes, expires_at, secret_key: key.secret },
        text: key.secret,
      }
    })
  },
})

export const list = command({
  name: 'list',
  description: 'Secret keys of an instance, without the keys themselves',
  args: { slug: slugArgument },
  run: ({ slug }) =>
    withContext(async (context) => {
      const instance = await requireInstance(context, slug)
      const keys = await listSecretKeys(context.db, instance.id, context.clock.now())
      const json = keys.map(({ instance_id: _, revoked_at: __, scopes, ...key }) => ({
        ...key,
        scopes: splitScopes(scopes),
      }))
      const rows = json.map((key) => [
        key.id,
        key.name,
        `…${key.hint}`,
        key.scopes.join(', ') || 'everything',
        isoDay(key.expires_at),
        key.made_by ?? 'server',
        isoDay(key.last_used_at),
      ])
      return { json, text: table([['id', 'name', 'ends in', 'scope', 'expires', 'made by', 'last used'], ...rows]) }
    }),
})

export const revoke = command({
  name: 'revoke',
  description: 'Revoke a secret key: it stops working at once',
  args: { slug: slugArgument, key: { type: 'positional', description: 'Its id, from keys list', required: true } },
  run: ({ slug, key: id }) =>
    withContext(async (context) => {
      const instance = await requireInstance(context, slug)
      const now = context.clock.now()
      const key = await findKey(context.db, instance.id, id, now)
      if (!key) throw new StartupError(`There is no secret key ${id}. See countersign keys list ${slug}.`)
      await transact(context.db, async (trx) => {
        await revokeKey(trx, { id, instanceId: instance.id, now, at: now })
        const details = { key_id: id, name: key.name }
        await record(trx, atMachine(context, instance), 'secret_key.revoked', { actorId, details })
      })
      return { json: { id, revoked: true }, text: `${key.name} (…${key.hint}) is revoked.` }
    }),
})

function atMachine(context: Context, instance: { id: string }) {
  return { context, instance, now: context.clock.now() }
}

function readScopes(text: string | undefined): KeyScope[] {
  const names = text?.split(',').map((name) => name.trim()) ?? []
  const known = keyScopes.filter((scope) => names.includes(scope))
  if (known.length !== new Set(names).size) throw new UsageError(`--scope takes ${keyScopes.join(', ')}.`)
  return known
}

function readDays(text: string | undefined): number | null {
  if (text === undefined) return null
  const days = Number(text)
  if (!Number.isInteger(days) || days < 1 || days > 3650) throw new UsageError('--expires-days must be 1 to 3650.')
  return days * day
}
