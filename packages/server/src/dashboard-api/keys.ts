import { AppError } from '@countersign/contract'
import { record } from '../audit/audit.ts'
import { transact } from '../db/transact.ts'
import type { Scope } from '../http/scope.ts'
import { type NewSecretKey, newSecretKey } from '../instances/keys.ts'
import { insertSecretKey, listSecretKeys, revokeKey } from '../instances/secret-keys.store.ts'

/** A key that an operator makes for an instance; the audit names the operator (R130). */
export async function makeKey(scope: Scope, operatorId: string, name: string): Promise<NewSecretKey> {
  const key = newSecretKey(scope.context, scope.instance, { name, by: operatorId })
  await transact(scope.context.db, async (trx) => {
    await insertSecretKey(trx, key.row)
    await record(trx, scope, 'secret_key.created', { actorId: operatorId, details: { key_id: key.row.id, name } })
  })
  return key
}

/**
 * A key of the same name in place of an old one, which stops working in the same commit. Who rolls it has seen it, so it is theirs from
 * then on, whoever made the old one.
 */
export async function rollKey(scope: Scope, operatorId: string, id: string | undefined): Promise<NewSecretKey> {
  const { instance, now, context } = scope
  const keys = await listSecretKeys(context.db, instance.id, now)
  const old = keys.find((row) => row.id === id)
  if (!old) throw new AppError('resource_not_found')
  const key = newSecretKey(context, instance, { name: old.name, by: operatorId })
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
