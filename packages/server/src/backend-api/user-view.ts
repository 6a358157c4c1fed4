import { AppError, type BackendUserView, type Settings } from '@countersign/contract'
import { userView } from '../frontend-api/views/user-view.ts'
import type { Scope } from '../http/scope.ts'
import { lockMinutes } from '../limits/levels.ts'
import { loadManyFacts } from '../users/facts.store.ts'
import type { UserFacts } from '../users/facts.ts'
import { type FailureCount, failuresOfMany } from './users.store.ts'

/** The user as the app's own server may see them: all there is but secrets. */
export async function readUser(scope: Scope, id: string | undefined): Promise<BackendUserView> {
  const [view] = id ? await readUsers(scope, [id]) : []
  if (!view) throw new AppError('resource_not_found')
  return view
}

export async function readUsers(scope: Scope, ids: string[]): Promise<BackendUserView[]> {
  const { db } = scope.context
  const many = await loadManyFacts(db, scope.instance.id, ids)
  const failures = await failuresOfMany(
    db,
    many.map(({ user }) => user.id),
  )
  return many.map((facts) =>
    backendUserView(
      scope,
      facts,
      failures.filter((row) => row.subject === facts.user.id),
    ),
  )
}

function backendUserView(scope: Scope, facts: UserFacts, failures: FailureCount[]): BackendUserView {
  const { user } = facts
  const { settings } = scope.instance
  const lockedUntil = Math.max(0, ...failures.map((row) => row.locked_until ?? 0))
  const isLocked = lockedUntil > scope.now
  return {
    ...userView(scope, facts),
    private_metadata: JSON.parse(user.private_metadata),
    banned: user.banned_at !== null,
    locked: isLocked,
    lockout_expires_in_seconds: isLocked ? Math.ceil((lockedUntil - scope.now) / 1000) : null,
    verification_attempts_remaining: isLocked ? 0 : triesLeft(failures, settings),
    last_active_at: user.last_active_at,
    password_last_updated_at: user.password_updated_at,
    locale: user.locale,
    changes_locked_until: (user.changes_locked_until ?? 0) > scope.now ? user.changes_locked_until : null,
    mfa_enabled_at: user.mfa_enabled_at,
  }
}

/** How many more failures in a row the user has before the next lock, on the level that is closer to it. */
function triesLeft(failures: FailureCount[], { lockout }: Settings): number {
  const untilLock = (count: number) => {
    let more = 1
    while (more < lockout.attempts && lockMinutes(count + more, lockout, 'password') === 0) more++
    return more
  }
  return Math.min(lockout.attempts, ...failures.map((row) => untilLock(row.count)))
}
