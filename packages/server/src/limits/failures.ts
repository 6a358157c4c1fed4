import { AppError } from '@countersign/contract'
import type { Db, Trx } from '../db/open.ts'
import { transact } from '../db/transact.ts'
import type { Scope } from '../http/scope.ts'
import { chargeFailure, clearFailures, readLock, uncharge } from './failures.store.ts'
import { type Counter, type Level, lockMinutes, refusedBy } from './levels.ts'
import { isKnown, ownerOf } from './subject.ts'
import { orGivenBack } from './verdict.ts'

/** So many wrong passwords in a row, from browsers that do not know the user, and no password opens anything there (R102). */
const mostPasswords = 100

/**
 * Charges one failure before anything is compared, and gives it back only on success (`absolve`): parallel guesses never get more
 * evaluations than the budget holds (R7). Throws without charging while the subject is locked.
 * Returns whether this charge was the one that locked.
 */
export async function charge(
  scope: Scope,
  subject: string,
  level: Level,
  db: Db = scope.context.db,
): Promise<{ locks: boolean; count: number }> {
  const { attempts, minutes } = scope.instance.settings.lockout
  const isBounded = level === 'password' && !isKnown(subject)
  const charged = await chargeFailure(db, {
    subject,
    instanceId: scope.instance.id,
    level,
    now: scope.now,
    most: isBounded ? mostPasswords : Number.MAX_SAFE_INTEGER,
    lockUntil: (count) => {
      const lock = lockMinutes(count, { attempts, minutes }, level)
      return lock === 0 ? null : scope.now + lock * 60_000
    },
  })
  if (charged === null) throw await refusal(scope, subject, level, db)
  return charged
}

/**
 * Charges, then evaluates, and takes the charge back when there was no verdict (R7, R140). With a right answer the charge stays until the
 * caller's transaction absolves it.
 */
export async function whileCharged<Result>(
  scope: Scope,
  subject: string,
  level: Level,
  evaluate: () => Promise<Result>,
): Promise<Result> {
  await refuseLocked(scope, subject, level)
  await charge(scope, subject, level)
  return orGivenBack(scope, evaluate(), (trx) => uncharge(trx, { subject, level }))
}

/**
 * Does what a right proof is for. Where that is refused for another reason (someone else has the number, the passkey is registered already), the
 * proof was no failure: its own charge is given back, and no other.
 */
export async function afterProof<Result>(
  scope: Scope,
  charged: { subject: string; level: Level },
  work: () => Promise<Result>,
): Promise<Result> {
  try {
    return await work()
  } catch (error) {
    await transact(scope.context.db, (trx) => uncharge(trx, charged))
    throw error
  }
}

/** Throws `user_locked` while a lock runs that refuses this, here or wherever an operator locked the user. */
export async function refuseLocked(scope: Scope, subject: string, level: Level): Promise<void> {
  const until = await readLock(scope.context.db, about(subject, refusedBy[level], scope.now))
  if (until !== null) throw lockedError(until - scope.now)
}

/**
 * As `refuseLocked`, for a caller who has proven nothing: by the lock that wrong guesses at this level bring about, for an account and for none
 * alike. Any other lock exists only where an account does, so it is told after the first factor was right (R109).
 */
export async function refuseLockedHere(scope: Scope, subject: string, level: Level): Promise<void> {
  const until = await readLock(scope.context.db, about(subject, [level], scope.now))
  if (until !== null) throw lockedError(until - scope.now)
}

/** The locks that `refuseLockedHere` left out. Its own is not asked again: guesses at the same time may have brought it about meanwhile. */
export async function refuseLockedElsewhere(scope: Scope, subject: string, level: Level): Promise<void> {
  const others = refusedBy[level].filter((counter) => counter !== level)
  const until = await readLock(scope.context.db, about(subject, others, scope.now))
  if (until !== null) throw lockedError(until - scope.now)
}

const about = (subject: string, levels: readonly Counter[], now: number) => ({
  subject,
  owner: levels.includes('operator') ? ownerOf(subject) : '',
  levels,
  now,
})

/** A success clears the counter of its own level, in its own browser, nothing else (R108). */
export async function absolve(trx: Trx, subject: string, level: Level): Promise<void> {
  await clearFailures(trx, subject, level)
}

/** Asks the transaction it is in: callers that each held one connection and waited for another would all wait for each other. */
async function refusal(scope: Scope, subject: string, level: Level, db: Db): Promise<AppError> {
  const until = await readLock(db, about(subject, [level], scope.now))
  if (until === null && level === 'password') return new AppError('password_paused')
  return lockedError((until ?? scope.now) - scope.now)
}

export function lockedError(milliseconds: number): AppError<'user_locked'> {
  const seconds = Math.max(1, Math.ceil(milliseconds / 1000))
  return new AppError(
    'user_locked',
    { minutes: Math.ceil(seconds / 60) },
    { meta: { lockout_expires_in_seconds: seconds } },
  )
}
