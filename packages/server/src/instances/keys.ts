import { AppError } from '@countersign/contract'
import type { Insertable } from 'kysely'
import { record } from '../audit/audit.ts'
import type { Context } from '../context.ts'
import type { SecretKeyTable } from '../db/schema.ts'
import { transact } from '../db/transact.ts'
import type { Scope } from '../http/scope.ts'
import { hashToken } from '../lib/hashing.ts'
import { newId } from '../lib/ids.ts'
import { token } from '../lib/random.ts'
import type { Instance } from './instance.ts'
import { insertSecretKey, revokeKey } from './secret-keys.store.ts'

type Environment = Instance['environment']

/** `pk_test_…`/`pk_live_…`: the host and a `$` in base64. The SDKs read the host back out of it. */
export function publishableKey(environment: Environment, host: string): string {
  return `pk_${environment === 'production' ? 'live' : 'test'}_${Buffer.from(`${host}$`).toString('base64')}`
}

export interface NewSecretKey {
  /** Shown once. */
  secret: string
  row: Insertable<SecretKeyTable>
}

export function newSecretKey(
  context: Context,
  instance: { id: string; environment: Environment },
  name: string,
): NewSecretKey {
  const secret = `sk_${instance.environment === 'production' ? 'live' : 'test'}_${token(context.random)}`
  return {
    secret,
    row: {
      id: newId('key', context),
      instance_id: instance.id,
      name,
      key_hash: hashToken(secret),
      hint: secret.slice(-4),
      created_at: context.clock.now(),
      last_used_at: null,
      revoked_at: null,
    },
  }
}

/** Another secret key beside those that exist (overlap while an app is switched over). */
export async function createSecretKey(scope: Scope, name: string): Promise<NewSecretKey> {
  const key = newSecretKey(scope.context, scope.instance, name)
  await transact(scope.context.db, async (trx) => {
    await insertSecretKey(trx, key.row)
    await record(trx, scope, 'secret_key.created', { details: { key_id: key.row.id, name } })
  })
  return key
}

/** A new key in place of an old one, which goes on working for `overlapMinutes`. */
export async function rollSecretKey(scope: Scope, id: string, overlapMinutes = 0): Promise<NewSecretKey> {
  const key = newSecretKey(scope.context, scope.instance, 'default')
  await transact(scope.context.db, async (trx) => {
    await endKey(scope, trx, id, scope.now + overlapMinutes * 60_000)
    await insertSecretKey(trx, key.row)
    await record(trx, scope, 'secret_key.rolled', { details: { key_id: id, new_key_id: key.row.id } })
  })
  return key
}

export async function revokeSecretKey(scope: Scope, id: string): Promise<void> {
  await transact(scope.context.db, async (trx) => {
    await endKey(scope, trx, id, scope.now)
    await record(trx, scope, 'secret_key.revoked', { details: { key_id: id } })
  })
}

async function endKey(scope: Scope, trx: Parameters<typeof revokeKey>[0], id: string, at: number): Promise<void> {
  const wasLive = await revokeKey(trx, { id, instanceId: scope.instance.id, now: scope.now, at })
  if (!wasLive) throw new AppError('resource_not_found')
}
