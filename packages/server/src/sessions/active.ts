import type { Scope, SessionRow } from '../http/scope.ts'
import { isBarred } from '../policy/tasks.ts'
import { loadFacts } from '../users/facts.store.ts'
import type { UserFacts } from '../users/facts.ts'
import { idleSince } from './lifetime.ts'
import { asSeen } from './past.ts'
import { liveSessions } from './sessions.store.ts'

export interface Active {
  session: SessionRow
  facts: UserFacts
}

/** The session this browser is in: its client's last active one, else the newest. Read afresh, so that a ban counts at once (R59). */
export async function activeSession(scope: Scope): Promise<Active | null> {
  const { client, context, instance, now } = scope
  if (!client) return null
  const filter = { instanceId: instance.id, clientId: client.id, now, idleSince: idleSince(scope) }
  const live = asSeen(scope, await liveSessions(context.db, filter))
  const isLast = (session: SessionRow) => session.id === client.last_active_session_id
  for (const session of [...live.filter(isLast), ...live.filter((one) => !isLast(one)).reverse()]) {
    const facts = await loadFacts(context.db, instance.id, session.user_id)
    if (facts && !isBarred(facts, instance.settings, session, now)) return { session, facts }
  }
  return null
}
