import { AppError } from '@countersign/contract'
import type { Db, Trx } from '../../db/open.ts'
import { requireClientCookie } from '../../http/client-cookie.ts'
import type { Scope } from '../../http/scope.ts'
import { refuseClosedSignUp } from './sign-up.mode.ts'
import { type SignUpFacts, statusOf } from './sign-up.status.ts'
import { findSignUp, type SignUpRow } from './sign-up.store.ts'

export interface LoadedSignUp {
  row: SignUpRow
  facts: SignUpFacts
}

export async function loadSignUp(db: Db | Trx, scope: Scope, id: string): Promise<LoadedSignUp> {
  // With an old token it is seen as it was before the proof, or not at all: what was typed in since is not for it.
  requireClientCookie(scope)
  const row = scope.past ? scope.past.signUps.get(id) : scope.client && (await findSignUp(db, id, scope.client.id))
  if (!row) throw new AppError('resource_not_found')
  return {
    row,
    facts: {
      hasEmail: row.email_key !== null,
      hasVerifiedEmail: row.email_verified_at !== null,
      hasPhone: row.phone_number !== null,
      hasVerifiedPhone: row.phone_verified_at !== null,
      hasUsername: row.username !== null,
      hasPassword: row.password_hash !== null,
      isOver: row.expires_at <= scope.now,
      hasSession: row.session_id !== null,
    },
  }
}

/** Reads a sign-up that may go on. */
export async function loadOpen(scope: Scope, id: string): Promise<LoadedSignUp> {
  const loaded = await loadSignUp(scope.context.db, scope, id)
  refuseClosedSignUp(scope, loaded.row.invitation_id !== null)
  return requireOpen(loaded)
}

function requireOpen(loaded: LoadedSignUp): LoadedSignUp {
  const status = statusOf(loaded.facts)
  if (status === 'missing_requirements') return loaded
  throw status === 'abandoned' ? new AppError('attempt_expired') : new AppError('step_not_allowed')
}
