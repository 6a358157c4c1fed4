import type { BackendUserView } from '@countersign/contract'
import { requireUser } from '../flows/administration/change-user.ts'
import { userView } from '../frontend-api/views/user-view.ts'
import type { Scope } from '../http/scope.ts'
import { readFailures } from '../limits/failures.store.ts'

/** A user with what only the app's own server may know. */
export async function backendUserView(scope: Scope, id: string | undefined): Promise<BackendUserView> {
  const facts = await requireUser(scope, id)
  const { user } = facts
  const failures = await readFailures(scope.context.db, user.id)
  const lockedUntil = Math.max(0, ...failures.map((failure) => failure.locked_until ?? 0))
  const isLocked = lockedUntil > scope.now
  const worst = Math.max(0, ...failures.map((failure) => failure.count))
  return {
    ...userView(facts, scope.instance.settings),
    private_metadata: JSON.parse(user.private_metadata),
    banned: user.banned_at !== null,
    locked: isLocked,
    lockout_expires_in_seconds: isLocked ? Math.ceil((lockedUntil - scope.now) / 1000) : null,
    verification_attempts_remaining: Math.max(0, scope.instance.settings.lockout.attempts - worst),
    last_active_at: user.last_active_at,
    password_last_updated_at: user.password_updated_at,
    locale: null,
    mfa_enabled_at: user.mfa_enabled_at,
  }
}
