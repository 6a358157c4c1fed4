import { AppError } from '@countersign/contract'
import type { Db, Trx } from '../db/open.ts'
import type { Scope } from '../http/scope.ts'
import { idleSince } from './lifetime.ts'
import { liveSessions } from './sessions.store.ts'

/**
 * Throws if the browser that asks has a session in which someone acts as this user. A mailed link is the user's word, and support that reads
 * the user's mail must not use it. Elsewhere, and in the same browser for any other user, the link works.
 */
export async function refuseWhileActing(db: Db | Trx, scope: Scope, userId: string): Promise<void> {
  const { client, instance, now } = scope
  if (!client) return
  const filter = { instanceId: instance.id, clientId: client.id, userId, now, idleSince: idleSince(scope) }
  const live = await liveSessions(db, filter)
  if (live.some(({ actor }) => actor !== null)) throw new AppError('impersonation_not_allowed')
}
