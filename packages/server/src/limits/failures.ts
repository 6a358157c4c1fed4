import { AppError } from '@countersign/contract'
import type { Db, Trx } from '../db/open.ts'
import type { Scope } from '../http/scope.ts'
import { chargeFailure, clearFailures, readLock } from './failures.store.ts'

/** Five further failures double the lock, up to a day (R100). */
const step = 5
const longest = 24 * 60

/** Minutes of lock that the `count`-th consecutive failure brings; 0 = none. */
export function lockMinutes(count: number, lockout: { attempts: number; minutes: number }): number {
  const beyond = count - lockout.attempts
  if (beyond < 0 || beyond % step !== 0) return 0
  return Math.min(lockout.minutes * 2 ** Math.min(beyond / step, 20), Math.max(longest, lockout.minutes))
}

export type Level = 'first' | 'second'

/** Whose failures count together: a user, or an identifier nobody owns, so that both lock alike (R104). */
export function subjectOf(scope: Scope, userId: string | null, identifierKey: string): string {
  return userId ?? `identifier:${scope.context.keyring.mac('identifier', `${scope.instance.id}|${identifierKey}`)}`
}

/**
 * Charges one failure before anything is compared, and gives it back only on success (`absolve`): parallel guesses never get more
 * evaluations than the budget holds (R7). Throws `user_locked` without charging while the subject is locked.
 * Returns whether this charge was the one that locked.
 */
export async function charge(
  scope: Scope,
  subject: string,
  level: Level,
  db: Db = scope.context.db,
): Promise<{ locks: boolean; count: number }> {
  const { attempts, minutes } = scope.instance.settings.lockout
  const charged = await chargeFailure(db, {
    subject,
    instanceId: scope.instance.id,
    level,
    now: scope.now,
    lockUntil: (count) => {
      const lock = lockMinutes(count, { attempts, minutes })
      return lock === 0 ? null : scope.now + lock * 60_000
    },
  })
  if (charged === null) throw await locked(scope, subject, db)
  return charged
}

/** Throws `user_locked` while either of the subject's counters is locked. */
export async function refuseLocked(scope: Scope, subject: string): Promise<void> {
  const until = await readLock(scope.context.db, subject, scope.now)
  if (until !== null) throw lockedError(until - scope.now)
}

/** A success clears the counter of its own level, nothing else (R108). */
export async function absolve(trx: Trx, subject: string, level: Level): Promise<void> {
  await clearFailures(trx, subject, level)
}

/** Asks the transaction it is in: callers that each held one connection and waited for another would all wait for each other. */
async function locked(scope: Scope, subject: string, db: Db): Promise<AppError> {
  const until = await readLock(db, subject, scope.now)
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
