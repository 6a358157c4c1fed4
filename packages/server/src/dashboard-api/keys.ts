import { AppError } from '@countersign/contract'
import { record } from '../audit/audit.ts'
import { transact } from '../db/transact.ts'
import type { Scope } from '../http/scope.ts'
import { splitScopes } from '../instances/key-scopes.ts'
import { type KeyWish, type NewSecretKey, newSecretKey } from '../instances/keys.ts'
import { findKey, insertSecretKey, revokeKey } from '../instances/secret-keys.store.ts'

/** A key that an administrator makes for an instance; the key and the audit log name them (R130). */
export async function makeKey(scope: Scope, wish: KeyWish & { by: string }): Promise<NewSecretKey> {
  const key = newSecretKey(scope.context, scope.instance, wish)
  const { id: key_id, name, scopes, expires_at } = key.row
  await transact(scope.context.db, async (trx) => {
    await insertSecretKey(trx, key.row)
    const details = { key_id, name, scopes: scopes ?? null, expires_at: expires_at ?? null }
    await record(trx, scope, 'secret_key.created', { actorId: wish.by, details })
  })
  return key
}

/**
 * A key of the same name, scopes and lifetime in place of an old one, which stops working in the same commit. Who rolls it has seen it, so
 * it is theirs from then on, whoever made the old one.
 */
export async function rollKey(scope: Scope, operatorId: string, id: string | undefined): Promise<NewSecretKey> {
  const { instance, now, context } = scope
  const old = await findKey(context.db, instance.id, id ?? '', now)
  if (!old) throw new AppError('resource_not_found')
  const lifeMs = old.expires_at === null ? null : old.expires_at - old.created_at
  const wish = { name: old.name, by: operatorId, scopes: splitScopes(old.scopes), lifeMs }
  const key = newSecretKey(context, instance, wish)
  await transact(context.db, async (trx) => {
    // Of two operators who roll the same key at once, the second finds it gone.
    if (!(await revokeKey(trx, { id: old.id, instanceId: instance.id, now, at: now })))
      throw new AppError('resource_not_found')
    await insertSecretKey(trx, key.row)
    const details = { key_id: old.id, new_key_id: key.row.id }
    await record(trx, scope, 'secret_key.rolled', { actorId: operatorId, details })
  })
  return key
}

/** Ends a key at once; what uses it is refused from the next request on. */
export async function endKey(scope: Scope, by: string, id: string | undefined): Promise<string> {
  const { instance, now, context } = scope
  const key = await findKey(context.db, instance.id, id ?? '', now)
  await transact(context.db, async (trx) => {
    if (!key || !(await revokeKey(trx, { id: key.id, instanceId: instance.id, now, at: now })))
      throw new AppError('resource_not_found')
    await record(trx, scope, 'secret_key.revoked', { actorId: by, details: { key_id: key.id, name: key.name } })
  })
  return key?.id ?? ''
}
