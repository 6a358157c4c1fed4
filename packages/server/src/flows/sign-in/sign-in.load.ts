import { AppError } from '@countersign/contract'
import type { Db, Trx } from '../../db/open.ts'
import { trustFactorsOf } from '../../factors/index.ts'
import { requireClientCookie } from '../../http/client-cookie.ts'
import type { Scope } from '../../http/scope.ts'
import { hasSecondFactor } from '../../policy/second-step.ts'
import { isBarred } from '../../policy/tasks.ts'
import { mayTrustDevices } from '../../policy/trust.ts'
import { idleSince } from '../../sessions/lifetime.ts'
import { liveSessions } from '../../sessions/sessions.store.ts'
import { loadFacts, nobody } from '../../users/facts.store.ts'
import type { UserFacts } from '../../users/facts.ts'
import { loadNamed } from '../../users/named.store.ts'
import { allows, type Move, type SignInFacts, statusOf } from './sign-in.status.ts'
import { findSignIn, type SignInRow } from './sign-in.store.ts'

export interface LoadedSignIn {
  row: SignInRow
  /** Null behind an unknown identifier. */
  user: UserFacts | null
  facts: SignInFacts
}

/** With an old token as it was before the proof, and none that began since. */
async function ownSignIn(db: Db | Trx, { client, past }: Scope, id: string): Promise<SignInRow | undefined> {
  if (!client || (past && client.sign_in_id !== id)) return undefined
  return past?.signIns.get(id) ?? findSignIn(db, id, client.id)
}

/** The client's sign-in with its facts as they are now, policy, ban and epoch included (R59). `known` spares a view what it has just read. */
export async function loadSignIn(
  db: Db | Trx,
  scope: Scope,
  id: string,
  known?: ReadonlyMap<string, UserFacts>,
): Promise<LoadedSignIn> {
  requireClientCookie(scope)
  const row = await ownSignIn(db, scope, id)
  if (!row) throw new AppError('resource_not_found')
  const user = (row.user_id !== null && known?.get(row.user_id)) || (await loadOwner(db, scope, row))
  return { row, user, facts: factsOf(scope, row, user) }
}

/** Before the first factor is proven, the work must not tell whether there is an owner. */
function loadOwner(db: Db | Trx, scope: Scope, row: SignInRow): Promise<UserFacts | null> {
  const { user_id: userId, identifier } = row
  if (identifier !== null && row.first_at === null) return loadNamed(db, scope, { userId, identifier })
  return loadFacts(db, scope.instance.id, userId ?? nobody)
}

/** A move, or which one it is by how the sign-in stands. */
export type Moving = Move | ((facts: SignInFacts) => Move)

/** As `loadSignIn`, but refuses a move the status does not allow. */
export async function loadForMove(db: Db | Trx, scope: Scope, id: string, moving: Moving): Promise<LoadedSignIn> {
  const loaded = await loadSignIn(db, scope, id)
  const move = typeof moving === 'function' ? moving(loaded.facts) : moving
  if (allows(loaded.facts, move)) return loaded
  throw statusOf(loaded.facts) === 'abandoned' ? new AppError('attempt_expired') : new AppError('step_not_allowed')
}

/** As `loadForMove`, for what only somebody known can have done: behind an unknown identifier nothing is ever proven. */
export async function loadUserForMove(
  db: Db | Trx,
  scope: Scope,
  id: string,
  moving: Moving,
): Promise<LoadedSignIn & { user: UserFacts }> {
  const { user, ...rest } = await loadForMove(db, scope, id, moving)
  if (!user) throw new AppError('step_not_allowed')
  return { user, ...rest }
}

/**
 * Who acts as the user, once their ticket has proven it: they have none of the user's factors, and the app answers for them on the record. An
 * attempt whose ticket was refused is an attempt like any other.
 */
export function actorOf(row: Pick<SignInRow, 'actor' | 'first_strategy'>): string | null {
  return row.first_strategy === 'ticket' ? row.actor : null
}

/**
 * Whether the browser has yet to be made known. Only after a password: whoever signs in by a code has just read one. Who has no address a
 * code could go to is not asked; nothing could ever answer.
 */
function needsTrust({ instance: { settings }, now }: Scope, row: SignInRow, user: UserFacts): boolean {
  const isAsked = settings.device_trust && row.first_strategy === 'password' && row.known_client === 0
  return isAsked && !hasSecondFactor(user, settings) && trustFactorsOf(user, settings, now).length > 0
}

/** The browser, where the user is known in it. It grants nothing: only failures are counted apart (R99). */
export function knownClientOf(row: Pick<SignInRow, 'client_id' | 'known_client'>): string | null {
  return row.known_client === 1 ? row.client_id : null
}

export function factsOf(scope: Scope, row: SignInRow, user: UserFacts | null): SignInFacts {
  // Whoever acts as the user is asked for no factor of theirs, and must not be the one who chooses their password either.
  const isUser = actorOf(row) === null
  return {
    isOver: row.expires_at <= scope.now || (row.user_id !== null && user?.user.epoch !== row.epoch),
    isIdentified: row.user_id !== null || row.identifier !== null || row.by_passkey === 1,
    hasFirst: row.first_at !== null,
    isReset: row.reset_at !== null || (isUser && user !== null && user.user.password_void_at !== null),
    hasNewPassword: row.new_password_at !== null,
    needsSecond: isUser && user !== null && hasSecondFactor(user, scope.instance.settings),
    hasSecond: row.second_at !== null,
    isTrusted: row.trusted_by !== null && mayTrustDevices(scope.instance),
    needsTrust: isUser && user !== null && needsTrust(scope, row, user),
    hasTrust: row.trusted_at !== null,
    hasSession: row.session_id !== null,
  }
}

/** The same account twice in one browser is a mistake; the SDK goes back to the session there is. */
export async function refuseSignedIn(scope: Scope, facts: UserFacts | null): Promise<void> {
  if (!scope.client) return
  const userId = facts?.user.id ?? nobody
  const filter = { instanceId: scope.instance.id, clientId: scope.client.id, userId, now: scope.now }
  const live = await liveSessions(scope.context.db, { ...filter, idleSince: idleSince(scope) })
  if (!facts) return
  // A session that is shut is none to go back to.
  const session = live.find((one) => !isBarred(facts, scope.instance.settings, one, scope.now))
  if (session) throw new AppError('identifier_already_signed_in', {}, { meta: { session_id: session.id } })
}
