import { addEmail, attemptEmail, ownEmail, prepareEmail, removeEmail } from '../flows/account/email-addresses.ts'
import { changePassword, removePassword } from '../flows/account/password.ts'
import { deleteAccount, mergeOwnMetadata, type ProfileInput, updateProfile } from '../flows/account/profile.ts'
import { makeBackupCodeSet } from '../flows/enrolment/backup-codes.ts'
import { confirmEnrolment, removeTotp, startTotp } from '../flows/enrolment/totp.ts'
import { type Route, route } from '../http/route.ts'
import type { SessionScope } from '../http/scope.ts'
import { deletedView } from '../http/small-views.ts'
import { findLatest } from '../messages/codes.store.ts'
import { codeVerification } from '../messages/verification-view.ts'
import { factsIn } from '../policy/recovery.ts'
import type { SignedIn } from '../sessions/guard.ts'
import { loadFacts } from '../users/facts.store.ts'
import type { EmailRow } from '../users/facts.ts'
import * as inputs from './inputs.ts'
import { emailView, userView } from './views/user-view.ts'

const signedIn = (scope: SessionScope) => scope as SignedIn

/** The user as they are now, not as they were when the request came in. */
async function freshUser(scope: SessionScope) {
  const facts = await loadFacts(scope.context.db, scope.instance.id, scope.user.id)
  return userView(scope, factsIn(scope.session, facts ?? signedIn(scope).facts))
}

async function sentEmailView(scope: SessionScope, email: EmailRow) {
  const sent = await findLatest(scope.context.db, 'email_address', email.id)
  return emailView(email, sent ? codeVerification(sent, 'email_code', scope.now) : null)
}

const updateMe = async (scope: SessionScope, input: ProfileInput) => {
  await updateProfile(signedIn(scope), input)
  return freshUser(scope)
}

export const meRoutes: Route[] = [
  route({
    method: 'GET',
    path: '/me',
    who: 'pending',
    summary: 'The signed-in user',
    returns: 'User',
    handle: ({ scope }) => freshUser(scope),
  }),
  route({
    method: 'PATCH',
    path: '/me',
    who: 'session',
    limit: 'account_change',
    input: inputs.profileInput,
    summary: 'Change names, username or the primary address, or replace the metadata that the user owns',
    returns: 'User',
    handle: ({ scope, input }) => updateMe(scope, input),
  }),
  route({
    method: 'PATCH',
    path: '/me/metadata',
    who: 'session',
    limit: 'account_change',
    input: inputs.metadataInput,
    summary: 'Merge the metadata that the user owns at every depth; null removes a key at any depth',
    returns: 'User',
    handle: async ({ scope, input }) => {
      await mergeOwnMetadata(signedIn(scope), input)
      return freshUser(scope)
    },
  }),
  route({
    method: 'DELETE',
    path: '/me',
    who: 'fresh',
    limit: 'account_change',
    summary: 'Delete the account',
    returns: 'Deleted',
    handle: async ({ scope }) => {
      await deleteAccount(signedIn(scope))
      return deletedView('user', scope.user.id)
    },
  }),
  route({
    method: 'POST',
    path: '/me/change_password',
    repeats: true,
    who: 'password-fresh',
    limit: 'first_factor',
    input: inputs.passwordInput,
    summary: 'Change the password',
    returns: 'User',
    handle: async ({ scope, input }) => {
      await changePassword(signedIn(scope), input)
      return freshUser(scope)
    },
  }),
  route({
    method: 'POST',
    path: '/me/remove_password',
    repeats: true,
    who: 'fresh',
    limit: 'first_factor',
    input: inputs.removePasswordInput,
    summary: 'Remove the password, where the user can sign in without it',
    returns: 'User',
    handle: async ({ scope, input }) => {
      await removePassword(signedIn(scope), input)
      return freshUser(scope)
    },
  }),
  route({
    method: 'POST',
    path: '/me/totp',
    who: 'pending-fresh',
    limit: 'account_change',
    summary: 'Begin to set up an authenticator app',
    returns: 'Totp',
    handle: ({ scope }) => startTotp(signedIn(scope)),
  }),
  route({
    method: 'POST',
    path: '/me/totp/attempt_verification',
    repeats: true,
    who: 'pending',
    limit: 'second_factor',
    input: inputs.codeInput,
    summary: 'Confirm the authenticator app with a code',
    returns: 'Totp',
    handle: ({ scope, input }) => confirmEnrolment(signedIn(scope), input.code),
  }),
  route({
    method: 'DELETE',
    path: '/me/totp',
    who: 'fresh',
    limit: 'account_change',
    summary: 'Remove the authenticator app',
    returns: 'Deleted',
    handle: ({ scope }) => removeTotp(signedIn(scope)),
  }),
  route({
    method: 'POST',
    path: '/me/backup_codes',
    repeats: true,
    who: 'fresh',
    limit: 'account_change',
    summary: 'Make a new set of backup codes',
    returns: 'BackupCode',
    handle: ({ scope }) => makeBackupCodeSet(signedIn(scope)),
  }),
  route({
    method: 'POST',
    path: '/me/email_addresses',
    who: 'fresh',
    limit: 'account_change',
    input: inputs.emailInput,
    summary: 'Add an e-mail address',
    returns: 'EmailAddress',
    handle: async ({ scope, input }) => emailView(await addEmail(signedIn(scope), input.email_address)),
  }),
  route({
    method: 'GET',
    path: '/me/email_addresses/:id',
    who: 'session',
    summary: 'Read an e-mail address',
    returns: 'EmailAddress',
    handle: ({ scope, params }) => sentEmailView(scope, ownEmail(signedIn(scope), params['id'])),
  }),
  route({
    method: 'POST',
    path: '/me/email_addresses/:id/prepare_verification',
    who: 'session',
    limit: 'send',
    input: inputs.prepareEmailInput,
    summary: 'Send the code that proves an address',
    returns: 'EmailAddress',
    handle: async ({ scope, params }) => sentEmailView(scope, await prepareEmail(signedIn(scope), params['id'])),
  }),
  route({
    method: 'POST',
    path: '/me/email_addresses/:id/attempt_verification',
    repeats: true,
    who: 'session',
    limit: 'second_factor',
    input: inputs.codeInput,
    summary: 'Prove an address',
    returns: 'EmailAddress',
    handle: async ({ scope, params, input }) =>
      emailView(await attemptEmail(signedIn(scope), params['id'], input.code)),
  }),
  route({
    method: 'DELETE',
    path: '/me/email_addresses/:id',
    who: 'fresh',
    limit: 'account_change',
    summary: 'Remove an e-mail address',
    returns: 'Deleted',
    handle: async ({ scope, params }) => deletedView('email_address', await removeEmail(signedIn(scope), params['id'])),
  }),
]
