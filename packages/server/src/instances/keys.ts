import type { Insertable } from 'kysely'
import type { Context } from '../context.ts'
import type { SecretKeyTable } from '../db/schema.ts'
import { hashToken } from '../lib/hashing.ts'
import { newId } from '../lib/ids.ts'
import { token } from '../lib/random.ts'
import type { Instance } from './instance.ts'
import { joinScopes, type KeyScope } from './key-scopes.ts'

type Environment = Instance['environment']

/** `pk_test_…`/`pk_live_…`: the host and a `$` in base64. The SDKs read the host back out of it. */
export function publishableKey(environment: Environment, host: string): string {
  return `pk_${environment === 'production' ? 'live' : 'test'}_${Buffer.from(`${host}$`).toString('base64')}`
}

export interface KeyWish {
  name: string
  /** The administrator who makes it; null on the server. */
  by: string | null
  /** None is everything. */
  scopes?: readonly KeyScope[] | undefined
  /** Null and absent is without an end. */
  lifeMs?: number | null | undefined
}

export interface NewSecretKey {
  /** Shown once. */
  secret: string
  row: Insertable<SecretKeyTable>
}

export function newSecretKey(
  context: Context,
  instance: { id: string; environment: Environment },
  wish: KeyWish,
): NewSecretKey {
  const now = context.clock.now()
  const secret = `sk_${instance.environment === 'production' ? 'live' : 'test'}_${token(context.random)}`
  return {
    secret,
    row: {
      id: newId('key', context),
      instance_id: instance.id,
      name: wish.name,
      key_hash: hashToken(secret),
      hint: secret.slice(-4),
      made_by: wish.by,
      scopes: joinScopes(wish.scopes ?? []),
      expires_at: wish.lifeMs == null ? null : now + wish.lifeMs,
      created_at: now,
      last_used_at: null,
      revoked_at: null,
    },
  }
}
