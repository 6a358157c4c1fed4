import { AppError, type AuthenticatorAppView, type DeletedView } from '@countersign/contract'
import { transact } from '../../db/transact.ts'
import { nameApp } from '../../factors/totp/totp.store.ts'
import { appView } from '../../factors/totp/totp.view.ts'
import type { SignedIn } from '../../sessions/guard.ts'
import type { AppFacts } from '../../users/facts.ts'
import { beginApp, readAppName } from './begin-app.ts'
import { confirmApp } from './confirm-app.ts'
import { removeApp } from './remove-app.ts'

/** Begins to set up one more app. */
export async function startApp(scope: SignedIn, input: string | undefined): Promise<AuthenticatorAppView> {
  const name = input === undefined ? null : readAppName(input)
  const { row, secret, uri } = await beginApp(scope, { name, replaces: null })
  return appView(row, { secret, uri })
}

export async function confirmAppOf(
  scope: SignedIn,
  id: string | undefined,
  input: string | undefined,
): Promise<AuthenticatorAppView> {
  const { app, backupCodes } = await confirmApp(scope, input, String(id))
  return appView(app, { backup_codes: backupCodes })
}

/** An app of the caller; a foreign id is as unknown as one that never was (R66). */
function ownApp(scope: SignedIn, id: string | undefined): AppFacts {
  const app = scope.facts.apps.find((row) => row.id === id)
  if (!app) throw new AppError('resource_not_found')
  return app
}

export async function renameApp(scope: SignedIn, id: string | undefined, input: string): Promise<AuthenticatorAppView> {
  const app = ownApp(scope, id)
  const name = readAppName(input)
  const isNamed = await transact(scope.context.db, (trx) => nameApp(trx, app.id, name, scope.now))
  if (!isNamed) throw new AppError('resource_not_found')
  return appView({ ...app, name, updated_at: scope.now })
}

export async function removeAppOf(scope: SignedIn, id: string | undefined): Promise<DeletedView> {
  const app = ownApp(scope, id)
  await removeApp(scope, app.id)
  return { object: 'authenticator_app', id: app.id, deleted: true }
}
