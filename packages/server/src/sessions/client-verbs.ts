import { transact } from '../db/transact.ts'
import type { Scope } from '../http/scope.ts'
import { deleteClient, updateClient } from './clients.store.ts'
import { clientLife, ensureClient } from './clients.ts'
import { endClientSessions } from './end.ts'
import { requireHeld } from './renewal.ts'
import { deleteTrustIn } from './trusted-devices.store.ts'

export async function createClient(scope: Scope): Promise<void> {
  const { store, keep } = ensureClient(scope)
  await transact(scope.context.db, store)
  keep()
}

/** Signs out and drops the cookie: the browser is a stranger afterwards. */
export async function forgetClient(scope: Scope): Promise<void> {
  const { client } = scope
  if (!client) return
  await endClientSessions(scope)
  await transact(scope.context.db, async (trx) => {
    await deleteTrustIn(trx, client.id)
    await deleteClient(trx, client.id, scope.now)
  })
  scope.client = null
  scope.cookie.clientToken = null
}

/** The same cookie for another year. It proves nothing, and other tabs may be using it, so its value stays. */
export async function renewClient(scope: Scope): Promise<void> {
  const { client, clientToken, context, now, past } = scope
  if (!client || clientToken === null || past) return
  await transact(context.db, async (trx) => {
    // A token that a proof replaces meanwhile must not come back as a cookie.
    await requireHeld(trx, scope)
    await updateClient(trx, client.id, { cookie_expires_at: now + clientLife })
  })
  scope.cookie.clientToken = clientToken
}
