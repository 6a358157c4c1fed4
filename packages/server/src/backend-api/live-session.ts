import { AppError } from '@countersign/contract'
import type { Scope, SessionRow } from '../http/scope.ts'
import { isBarred } from '../policy/tasks.ts'
import { idleSince } from '../sessions/lifetime.ts'
import { findLiveSession } from '../sessions/sessions.store.ts'
import { loadFacts } from '../users/facts.store.ts'
import type { UserFacts } from '../users/facts.ts'

/** Read now, with its user: an ended session or a banned user gets no token (R59). The app's asking does not keep a session from idling out. */
export async function liveSessionOf(scope: Scope, id = ''): Promise<{ session: SessionRow; facts: UserFacts }> {
  const { context, instance, now } = scope
  const wanted = { id, instanceId: instance.id, now, idleSince: idleSince(scope) }
  const session = await findLiveSession(context.db, wanted)
  const facts = session ? await loadFacts(context.db, instance.id, session.user_id) : null
  if (!session || !facts) throw new AppError('resource_not_found')
  if (facts.user.banned_at !== null) throw new AppError('user_banned')
  if (isBarred(facts, instance.settings, session, now)) throw new AppError('mfa_enrolment_overdue')
  return { session, facts }
}
