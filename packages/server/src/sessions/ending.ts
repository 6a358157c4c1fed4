import type { Trx } from '../db/open.ts'
import type { Scope } from '../http/scope.ts'
import { publishSession } from '../webhooks/publish.ts'
import { endSession, endSessionsOf, sessionsOfRecovery } from './sessions.store.ts'

type Ended = 'ended' | 'removed' | 'revoked' | 'replaced'

/** A session that gives way to another one is, for the app, revoked. */
const events = {
  ended: 'session.ended',
  removed: 'session.removed',
  revoked: 'session.revoked',
  replaced: 'session.revoked',
} as const

/** Ends one session, and tells so if it was live. */
export async function endOne(trx: Trx, scope: Scope, id: string, status: Ended): Promise<void> {
  const isEnded = await endSession(trx, id, status, scope.now)
  if (isEnded) publishSession(trx, scope, events[status], id)
}

/** Ends every live session of a user, but for one (R68, R77, R91). */
export async function endAll(trx: Trx, scope: Scope, userId: string, except: string | null): Promise<void> {
  const ids = await endSessionsOf(trx, userId, scope.now, except)
  for (const id of ids) publishSession(trx, scope, 'session.revoked', id)
}

/** Ends the session in which a recovery was to set up a new second factor. */
export async function endRecovered(trx: Trx, scope: Scope, recoveryId: string): Promise<void> {
  for (const id of await sessionsOfRecovery(trx, recoveryId)) await endOne(trx, scope, id, 'revoked')
}
