import { requireAdministrator } from '../administrators/require.ts'
import type { Trx } from '../db/open.ts'
import type { Scope, SessionRow } from '../http/scope.ts'
import { newId } from '../lib/ids.ts'
import { updateUser } from '../users/users.store.ts'
import { publishSession } from '../webhooks/publish.ts'
import { updateClient } from './clients.store.ts'
import { endOne } from './ending.ts'
import type { Finished } from './finished.ts'
import { idleSince } from './lifetime.ts'
import type { Before } from './past.ts'
import { renewClient } from './renewal.ts'
import { insertSession, liveSessions } from './sessions.store.ts'
import { refuseSecondSession } from './single.ts'

const day = 86_400_000
/** A user's oldest session gives way to the fifty-first (R95). */
const mostPerUser = 50

/** How long a session lasts that is open for everything. */
export function lifeOf({ instance }: Pick<Scope, 'instance'>): number {
  return instance.settings.sessions.max_days * day
}

const hour = 3_600_000

function longestOf({ impersonation, recoveryId }: Finished): number {
  if (recoveryId) return hour
  return (impersonation?.seconds ?? Number.POSITIVE_INFINITY) * 1000
}

/**
 * The one door: every session there is comes from here, from a finished flow (R52), under a token that is new with it (R88). `before` is
 * the attempt as it was, where no proof of this transaction has renewed the token yet.
 */
export async function openSession(
  trx: Trx,
  scope: Scope,
  finished: Finished,
  before: Before = {},
): Promise<SessionRow> {
  const { context, instance, now } = scope
  const { impersonation } = finished
  await requireAdministrator(trx, scope, finished.userId)
  const life = lifeOf(scope)
  const { generation } = await renewClient(trx, scope, before)
  const live = await liveSessions(trx, {
    instanceId: instance.id,
    userId: finished.userId,
    now,
    idleSince: idleSince(scope),
  })
  for (const old of live.slice(0, Math.max(0, live.length - mostPerUser + 1)))
    await endOne(trx, scope, old.id, 'replaced')
  const session: SessionRow = {
    id: newId('sess', context),
    instance_id: instance.id,
    client_id: finished.clientId,
    user_id: finished.userId,
    status: 'active',
    first_strategy: finished.firstStrategy,
    first_verified_at: finished.firstAt,
    second_strategy: finished.secondStrategy,
    second_verified_at: finished.secondAt,
    owes_verification: 0,
    user_agent: scope.userAgent,
    ip: scope.ip,
    recovery_id: finished.recoveryId ?? null,
    actor: impersonation?.actor ?? null,
    epoch: finished.epoch,
    mfa_skipped: null,
    generation,
    created_at: now,
    last_active_at: now,
    expires_at: now + Math.min(life, longestOf(finished)),
    ended_at: null,
    updated_at: now,
  }
  await insertSession(trx, session)
  publishSession(trx, scope, 'session.created', session.id)
  // Read when the client is held by the new token: of two attempts that finish at once, one gets through.
  await refuseSecondSession(trx, scope, finished.clientId, session.id)
  await updateClient(trx, finished.clientId, {
    last_active_session_id: session.id,
    last_strategy: finished.firstStrategy,
    updated_at: now,
  })
  // Only what the user did is told as theirs.
  if (finished.firstAt !== null) await updateUser(trx, finished.userId, { last_sign_in_at: now, last_active_at: now })
  return session
}
