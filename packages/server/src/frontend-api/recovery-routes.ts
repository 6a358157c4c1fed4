import type { AccountRecoveryView } from '@countersign/contract'
import { backupCodesState, checkBackupCode } from '../flows/enrolment/backup-codes.check.ts'
import { cancelByLink, cancelBySession, previewCancel, runningRecovery } from '../flows/recovery/recovery.ts'
import { type Route, route } from '../http/route.ts'
import type { SessionScope } from '../http/scope.ts'
import { outlookOf } from '../policy/outlook.ts'
import { mayRecover, recoveryEmails } from '../policy/recovery.ts'
import type { SignedIn } from '../sessions/guard.ts'
import * as inputs from './inputs.ts'

const signedIn = (scope: SessionScope) => scope as SignedIn

async function accountRecovery(scope: SignedIn): Promise<AccountRecoveryView> {
  const { settings } = scope.instance
  const mayByMail = mayRecover(scope.instance) && recoveryEmails(scope.facts, scope.now).length > 0
  return {
    object: 'account_recovery',
    recovery: await runningRecovery(scope),
    backup_codes: await backupCodesState(scope, scope.facts),
    outlook: outlookOf(scope.facts, settings, mayByMail),
  }
}

/** Stopping a recovery: with the token of a mail, which travels in a body only, or in any session. */
export const recoveryRoutes: Route[] = [
  route({
    method: 'POST',
    path: '/recovery/preview',
    who: 'anyone',
    limit: 'first_factor',
    input: inputs.undoInput,
    summary: 'Say which recovery a link would cancel; uses nothing up',
    returns: 'Recovery',
    handle: ({ scope, input }) => previewCancel(scope, input.token),
  }),
  route({
    method: 'POST',
    path: '/recovery/cancel',
    who: 'anyone',
    limit: 'first_factor',
    input: inputs.undoInput,
    summary: 'Cancel the recovery that the link came with',
    returns: 'CancelledRecovery',
    handle: ({ scope, input }) => cancelByLink(scope, input.token),
  }),
  route({
    method: 'GET',
    path: '/me/recovery',
    who: 'session',
    summary:
      'How the user gets back in: what is left if something is lost, backup codes, and a recovery that is running',
    returns: 'AccountRecovery',
    handle: ({ scope }) => accountRecovery(signedIn(scope)),
  }),
  route({
    method: 'POST',
    path: '/me/backup_codes/check',
    who: 'session',
    limit: 'second_factor',
    input: inputs.codeInput,
    summary: 'Show that the backup codes are still there: one is compared and not used up',
    returns: 'BackupCodesState',
    handle: ({ scope, input }) => checkBackupCode(signedIn(scope), input.code),
  }),
  route({
    method: 'DELETE',
    path: '/me/recovery',
    who: 'session',
    limit: 'account_change',
    summary: 'Cancel the recovery of this account that is running',
    returns: 'CancelledRecovery',
    handle: ({ scope }) => cancelBySession(signedIn(scope)),
  }),
]
