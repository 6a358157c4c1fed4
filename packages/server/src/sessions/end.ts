import { AppError } from '@countersign/contract'
import { record } from '../audit/audit.ts'
import { transact } from '../db/transact.ts'
import type { Scope, SessionRow } from '../http/scope.ts'
import { updateClient } from './clients.store.ts'
import { endOne } from './ending.ts'
import type { SignedIn } from './guard.ts'
import { idleSince } from './lifetime.ts'
import { findSession, liveSessions, updateSession } from './sessions.store.ts'
import { endTrust } from './trusted-devices.ts'

/** Makes a session the client's active one and notes that it is in use; its proofs grow no younger by it (R81). */
export async function touchSession(scope: SignedIn): Promise<void> {
  const { now, session, client } = scope
  if (scope.past) return
  await transact(scope.context.db, async (trx) => {
    await updateSession(trx, session.id, { last_active_at: now })
    if (client.last_active_session_id !== session.id)
      await updateClient(trx, client.id, { last_active_session_id: session.id })
  })
  scope.session = { ...session, last_active_at: now }
}

const minute = 60_000

/** Keeps a session that is used from idling out; written once a minute at most, since tokens are fetched all the time. */
export async function keepAlive({ context, now, past }: Scope, session: SessionRow): Promise<void> {
  if (past || now - session.last_active_at < minute) return
  await updateSession(context.db, session.id, { last_active_at: now })
}

/** Ends one session of this client. */
export async function endOwnSession(scope: SignedIn, status: 'ended' | 'removed'): Promise<SessionRow> {
  await transact(scope.context.db, async (trx) => {
    await endOne(trx, scope, scope.session.id, status)
    await updateClient(trx, scope.client.id, { updated_at: scope.now })
    await record(trx, scope, 'session.ended', { userId: scope.user.id, details: { session_id: scope.session.id } })
  })
  return { ...scope.session, status, ended_at: scope.now }
}

/** Signs the browser out of everything. The client stays: it is what makes the device known later. */
export async function endClientSessions(scope: Scope): Promise<void> {
  const { client, now } = scope
  if (!client) throw new AppError('signed_out')
  await transact(scope.context.db, async (trx) => {
    const live = await liveSessions(trx, {
      instanceId: scope.instance.id,
      clientId: client.id,
      now,
      idleSince: idleSince(scope),
    })
    for (const session of live) await endOne(trx, scope, session.id, 'removed')
    await updateClient(trx, client.id, {
      last_active_session_id: null,
      sign_in_id: null,
      sign_up_id: null,
      updated_at: now,
    })
    for (const session of live)
      await record(trx, scope, 'session.ended', { userId: session.user_id, details: { session_id: session.id } })
  })
}

/** Ends another session of the same user; a foreign id is as unknown as one that never was (R66, R95). */
export async function revokeSession(scope: SignedIn, id: string | undefined): Promise<SessionRow> {
  const session = id ? await findSession(scope.context.db, scope.instance.id, id) : undefined
  if (!session || session.user_id !== scope.user.id) throw new AppError('resource_not_found')
  await transact(scope.context.db, async (trx) => {
    await endOne(trx, scope, session.id, 'revoked')
    // Whoever ends a browser's session from another one does not want to find it back without the second step (R97).
    await endTrust(trx, scope, scope.user.id, scope.user.id, { clientId: session.client_id })
    await record(trx, scope, 'session.revoked', { userId: scope.user.id, details: { session_id: session.id } })
  })
  return { ...session, status: 'revoked', ended_at: scope.now }
}

/** Ends a session on the app's behalf. */
export async function endAnySession(scope: Scope, session: SessionRow): Promise<void> {
  await transact(scope.context.db, async (trx) => {
    await endOne(trx, scope, session.id, 'revoked')
    await endTrust(trx, scope, session.user_id, 'backend', { clientId: session.client_id })
    await record(trx, scope, 'session.revoked', {
      actorId: 'backend',
      userId: session.user_id,
      details: { session_id: session.id },
    })
  })
}

/** Signs a user out everywhere, on somebody else's behalf. Returns how many sessions that ended. */
export async function endUserSessions(scope: Scope, userId: string): Promise<number> {
  const { instance, now } = scope
  return transact(scope.context.db, async (trx) => {
    const live = await liveSessions(trx, { instanceId: instance.id, userId, now, idleSince: idleSince(scope) })
    for (const { id } of live) {
      await endOne(trx, scope, id, 'revoked')
      await record(trx, scope, 'session.revoked', { actorId: 'backend', userId, details: { session_id: id } })
    }
    return live.length
  })
}
