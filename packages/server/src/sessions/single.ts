import { AppError } from '@countersign/contract'
import type { Db, Trx } from '../db/open.ts'
import type { Scope } from '../http/scope.ts'
import { isBarred } from '../policy/tasks.ts'
import { requireFacts } from '../users/facts.store.ts'
import { idleSince } from './lifetime.ts'
import { liveSessions } from './sessions.store.ts'

/** Where a browser has one session at a time, whoever is in it signs out first. `but` is the session that is being opened. */
export async function refuseSecondSession(db: Db | Trx, scope: Scope, clientId: string, but?: string): Promise<void> {
  const { instance, now } = scope
  if (!instance.settings.sessions.single) return
  const live = await liveSessions(db, { instanceId: instance.id, clientId, now, idleSince: idleSince(scope) })
  for (const session of live.filter(({ id }) => id !== but)) {
    // Nobody can sign out of a session that is shut.
    const facts = await requireFacts(db, instance.id, session.user_id)
    if (!isBarred(facts, instance.settings, session, now)) throw new AppError('session_exists')
  }
}
