import { transact } from '../db/transact.ts'
import type { Scope } from '../http/scope.ts'
import { deleteClient } from './clients.store.ts'
import { ensureClient } from './clients.ts'
import { endClientSessions } from './end.ts'

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
  await transact(scope.context.db, (trx) => deleteClient(trx, client.id, scope.now))
  scope.client = null
  scope.cookie.clientToken = null
}
