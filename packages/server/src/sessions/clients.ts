import type { Trx } from '../db/open.ts'
import type { FoundClient } from '../http/doors.ts'
import type { ClientRow, Scope } from '../http/scope.ts'
import { hashToken } from '../lib/hashing.ts'
import { newId } from '../lib/ids.ts'
import { token } from '../lib/random.ts'
import { findClientByHash, insertClient } from './clients.store.ts'
import { pastOf } from './past.ts'

/** As long as the cookie. */
export const clientLife = 365 * 86_400_000
const candidates = 5

/**
 * The client behind these values, those that no other host can set first. A value we never made is never adopted (R88). A token that a
 * proof has just replaced counts only where none is current: a browser whose new cookie has come may still send the old one beside it.
 */
export async function findClient(scope: Scope, tokens: readonly string[]): Promise<FoundClient | null> {
  const shown = tokens.slice(0, candidates).map((value) => ({ value, hash: hashToken(value) }))
  for (const { value, hash } of shown) {
    const client = await findClientByHash(scope.context.db, scope.instance.id, hash, scope.now)
    if (client) return { client, asFound: client, clientToken: value, held: [hash], past: null }
  }
  for (const { value, hash } of shown) {
    const found = await pastOf(scope, hash)
    if (found) return { ...found, asFound: found.client, clientToken: value, held: [hash] }
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
    generation: 0,
    cookie_expires_at: now + clientLife,
    created_at: now,
    updated_at: now,
  }
  scope.ownClientId = client.id
  return {
    client,
    value,
    store: (trx: Trx) => insertClient(trx, client),
    // Only a committed client is told to the browser.
    keep: () => {
      scope.client = client
      scope.held = [client.token_hash]
      scope.cookie.clientToken = value
    },
  }
}
