import { AppError } from '@countersign/contract'
import { isForAdministrators, requireAdministrator } from '../administrators/require.ts'
import { impersonationOf } from '../http/impersonation.ts'
import type { Route, Who } from '../http/route.ts'
import type { PastSession, Scope, SessionRow, SessionScope } from '../http/scope.ts'
import { isFresh } from '../policy/freshness.ts'

import { factsIn } from '../policy/recovery.ts'

import { hasSecondFactor } from '../policy/second-step.ts'
import { isBarred, owesPassword, owesSecondFactor, tasksOf } from '../policy/tasks.ts'
import { loadFacts } from '../users/facts.store.ts'
import type { UserFacts } from '../users/facts.ts'
import { idleSince } from './lifetime.ts'
import { asSeen, isHeld } from './past.ts'
import { findLiveSession } from './sessions.store.ts'

const hour = 3_600_000

/** A request with its session and everything its user could prove with. */
export interface SignedIn extends SessionScope {
  facts: UserFacts
}

/** What of a route row its guard reads. */
type Guarded = Pick<Route, 'who' | 'method' | 'impersonation'>

/**
 * The session a request acts for: the named one, or the client's last active, if it is live and belongs to this client. Read from
 * the database each time, with its user, so that a ban, an end or a changed policy counts at once (R59, R91).
 */
export async function requireSession(scope: Scope, sessionId: string | null, route: Guarded): Promise<SignedIn> {
  const { client } = scope
  if (!client) throw new AppError('signed_out')
  const id = sessionId ?? client.last_active_session_id
  // The query may hold anything; PostgreSQL takes no NUL, and nothing but an id can be one (R119).
  const live = id && /^sess_\w{26}$/.test(id) ? await liveSession(scope, id) : undefined
  const [session] = live ? asSeen(scope, [live]) : []
  if (!session || session.client_id !== client.id) throw new AppError('authentication_invalid')
  const found = await loadFacts(scope.context.db, scope.instance.id, session.user_id)
  if (!found) throw new AppError('authentication_invalid')
  const facts = factsIn(session, found)
  // What was read may be what another request has just proven, and then it is not for this token.
  if (!scope.past && !(await isHeld(scope))) throw new AppError('client_renewed')
  await requireAdministrator(scope.context.db, scope, session.user_id)
  if (facts.user.banned_at !== null) throw new AppError('user_banned')
  if (isBarred(facts, scope.instance.settings, session, scope.now)) throw new AppError('mfa_enrolment_overdue')
  const signedIn: SignedIn = Object.assign(scope, { client, session, user: facts.user, facts })
  if (session.actor !== null && impersonationOf(route) === 'refused') throw new AppError('impersonation_not_allowed')
  refuseUnless(signedIn, route.who)
  return signedIn
}

function liveSession(scope: Scope, id: string): Promise<SessionRow | undefined> {
  const { context, instance, now } = scope
  return findLiveSession(context.db, { id, instanceId: instance.id, now, idleSince: idleSince(scope) })
}

function refuseUnless(scope: SignedIn, who: Who): void {
  const { settings } = scope.instance
  if (who === 'operator' || who === 'operator-fresh') refuseStranger(scope)
  const isPending = tasksOf(scope.facts, settings, scope.session, scope.now).length > 0
  if (isPending && !mayBePending(who, scope)) throw new AppError('session_pending')
  if (who === 'fresh' || who === 'pending-fresh' || who === 'password-fresh') requireChangeable(scope)
  if (who === 'fresh-always' || who === 'operator-fresh') requireFresh(scope)
}

/** The dashboard's API is for administrators themselves: not for users of another instance, and not for someone who acts as one of them. */
function refuseStranger(scope: SignedIn): void {
  if (!isForAdministrators(scope)) throw new AppError('administrator_required')
  if (scope.session.actor !== null) throw new AppError('impersonation_not_allowed')
}

function mayBePending(who: Who, { facts, session }: SignedIn): boolean {
  const mayChoosePassword = owesPassword(facts) && session.recovery_id === null
  return who === 'pending' || who === 'pending-fresh' || (who === 'password-fresh' && mayChoosePassword)
}

/**
 * Throws unless the strongest factor was proven lately (R64) and no run of proving again is left unfinished; the SDK then asks for the
 * proof and tries again. Someone who acts as the user cannot prove to be them; that holds whatever way a flow is reached.
 */
export function requireFresh(scope: SignedIn): void {
  if (scope.session.actor !== null) throw new AppError('impersonation_not_allowed')
  const { settings } = scope.instance
  const hasSecond = hasSecondFactor(scope.facts, settings)
  const owes = settings.reverification.enabled && scope.session.owes_verification === 1
  const isProven = isFresh(provenBy(scope.session), hasSecond, settings, scope.now) && !isOutdated(scope, hasSecond)
  if (!owes && isProven) return
  const level = hasSecond ? 'second_factor' : 'first_factor'
  throw new AppError(
    'session_reverification_required',
    {},
    { meta: { reverification: { level, after_minutes: settings.reverification.minutes } } },
  )
}

/**
 * Whether the proof is from before the password was called known to others: whoever knows it may have given it, and would choose the next.
 * A newer one cannot be the password. Counts also where the instance asks for no fresh proofs.
 */
function isOutdated({ facts, session }: SignedIn, hasSecond: boolean): boolean {
  const at = hasSecond ? session.second_verified_at : session.first_verified_at
  // What was never proven counts as proven at the beginning of time.
  return owesPassword(facts) && Number(at) <= Number(facts.user.password_compromised_at)
}

/**
 * As `requireFresh`, for what changes how the account is entered: after an undo nobody but an operator does that (R73), nor for a day after
 * a recovery (R78). Where a second factor is required and the undo left none,
 * setting one up is not a change but the only way in.
 */
export function requireChangeable(scope: SignedIn): void {
  const { facts, instance, session, now } = scope
  const isOwed = owesSecondFactor(facts, instance.settings, session, now)
  const locked = (facts.user.changes_locked_until ?? 0) - now
  if (locked > 0 && !isOwed) throw new AppError('changes_locked', { hours: Math.ceil(locked / hour) })
  const held = (facts.user.held_until ?? 0) - now
  if (held > 0 && !isOwed) throw new AppError('changes_held', { hours: Math.ceil(held / hour) })
  requireFresh(scope)
}

/** The session before it proves something, for what the old token may go on reading. */
export function asItIs({ session, facts, instance, now }: SignedIn): PastSession {
  return { row: session, tasks: tasksOf(facts, instance.settings, session, now) }
}

export function provenBy(session: SessionRow) {
  return {
    firstStrategy: session.first_strategy,
    firstAt: session.first_verified_at,
    secondAt: session.second_verified_at,
    secondStrategy: session.second_strategy,
  }
}
