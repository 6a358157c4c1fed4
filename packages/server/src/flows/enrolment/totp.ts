import { AppError, type DeletedView, type TotpView } from '@countersign/contract'

import type { TotpRow } from '../../factors/totp/totp.store.ts'
import type { SignedIn } from '../../sessions/guard.ts'
import { beginApp } from './begin-app.ts'
import { confirmApp } from './confirm-app.ts'
import { removeApp } from './remove-app.ts'

/**
 * The wire protocol knows one authenticator app: the user's first. Setting one up again replaces it, and the old one works until the new one
 * is confirmed.
 */
export async function startTotp(scope: SignedIn): Promise<TotpView> {
  const { row, secret, uri } = await beginApp(scope, { name: null, replaces: scope.facts.totp?.id ?? null })
  return { ...view(row, null), secret, uri, verified: false }
}

export async function confirmEnrolment(scope: SignedIn, input: string | undefined): Promise<TotpView> {
  const { app, backupCodes } = await confirmApp(scope, input)
  return view(app, backupCodes)
}

/** Removes the first app; its secret fails at once. Another one, if there is any, is the first then. */
export async function removeTotp(scope: SignedIn): Promise<DeletedView> {
  const { totp } = scope.facts
  if (!totp) throw new AppError('factor_missing')
  await removeApp(scope, totp.id)
  return { object: 'totp', id: totp.id, deleted: true }
}

function view(row: TotpRow, backup_codes: string[] | null): TotpView {
  const { id, created_at, updated_at } = row
  return { object: 'totp', id, secret: null, uri: null, verified: true, backup_codes, created_at, updated_at }
}
