import type { Trx } from '../db/open.ts'
import type { ClientRow, Scope } from '../http/scope.ts'
import { hashToken } from '../lib/hashing.ts'
import { newId } from '../lib/ids.ts'
import { token } from '../lib/random.ts'
import { findClientByHash, insertClient, setClientToken } from './clients.store.ts'

/** As long as the cookie. */
export const clientLife = 365 * 86_400_000
const candidates = 5

/** The client behind the first value that is one of this instance's. A value we never made is never adopted (R88). */
export async function findClient(
  scope: Scope,
  tokens: readonly string[],
): Promise<{ client: ClientRow; value: string } | null> {
  for (const value of tokens.slice(0, candidates)) {
    const row = await findClientByHash(scope.context.db, scope.instance.id, hashToken(value), scope.now)
    if (row) return { client: row, value }
  }
  return null
}

/** The request's client, made now if there is none. Call before a transaction; the row is written by `store` within it. */
export function ensureClient(scope: Scope): { client: ClientRow; store(trx: Trx): Promise<void>; keep(): void } {
  return scope.client ? { client: scope.client, store: async () => {}, keep: () => {} } : newClient(scope)
}

export function newClient(scope: Scope) {
  const { context, now } = scope
  const value = token(context.random)
  const client: ClientRow = {
    id: newId('client', context),
    instance_id: scope.instance.id,
    token_hash: hashToken(value),
    sign_in_id: null,
    sign_up_id: null,
    last_active_session_id: null,
    last_strategy: null,
    cookie_expires_at: now + clientLife,
    created_at: now,
    updated_at: now,
  }
  return {
    client,
    value,
    store: (trx: Trx) => insertClient(trx, client),
    // Only a committed client is told to the browser.
    keep: () => {
      scope.client = client
      scope.cookie.clientToken = value
    },
  }
}

/** Gives the client a new token and makes the old one worthless, at every rise in privilege (R88). Returns the new token. */
export async function rotateClient(trx: Trx, scope: Scope, clientId: string): Promise<string> {
  const value = token(scope.context.random)
  await setClientToken(trx, clientId, hashToken(value), scope.now + clientLife)
  return value
}
