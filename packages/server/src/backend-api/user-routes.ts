import {
  banUser,
  lockUser,
  type RemovableFactors,
  removeFactors,
  removeUser,
  unbanUser,
  unlockUser,
} from '../flows/administration/access.ts'
import { changeUser, mergeMetadataOf } from '../flows/administration/change-user.ts'
import { liftChangesLock, takeBackUndo } from '../flows/administration/changes-lock.ts'
import { createUser } from '../flows/administration/create-user.ts'
import { removePassword, setCompromised, unsetCompromised } from '../flows/administration/passwords.ts'
import { removeAppOf, removePasskeyOf } from '../flows/administration/remove-one.ts'
import { verifyCode, verifyPassword } from '../flows/administration/verify.ts'
import { type Route, route } from '../http/route.ts'
import type { Scope } from '../http/scope.ts'
import { deletedView } from '../http/small-views.ts'
import * as inputs from './inputs.ts'
import { countMatching, listUsers } from './user-list.ts'
import { readUser } from './user-view.ts'

const one = '/users/:id'

const access = (verb: string, summary: string, act: (scope: Scope, id: string | undefined) => Promise<void>) =>
  route({
    method: 'POST',
    path: `${one}/${verb}`,
    who: 'key',
    scope: 'users.write',
    answer: 'raw',
    summary,
    returns: 'BackendUser',
    handle: async ({ scope, params }) => {
      await act(scope, params['id'])
      return readUser(scope, params['id'])
    },
  })

const removal = (what: RemovableFactors, summary: string) =>
  route({
    method: 'DELETE',
    path: `${one}/${what}`,
    who: 'key',
    scope: 'users.write',
    answer: 'raw',
    summary,
    returns: 'RemovedFactors',
    handle: async ({ scope, params }) => ({ user_id: await removeFactors(scope, params['id'], what) }),
  })

export const userRoutes: Route[] = [
  route({
    method: 'GET',
    path: '/users',
    who: 'key',
    scope: 'users.read',
    answer: 'raw',
    input: inputs.listUsersInput,
    summary: 'List users',
    returns: 'BackendUsers',
    handle: ({ scope, input }) => listUsers(scope, input),
  }),
  route({
    method: 'GET',
    path: '/users/count',
    who: 'key',
    scope: 'users.read',
    answer: 'raw',
    input: inputs.countUsersInput,
    summary: 'Count users',
    returns: 'Count',
    handle: ({ scope, input }) => countMatching(scope, input),
  }),
  route({
    method: 'POST',
    path: '/users',
    who: 'key',
    scope: 'users.write',
    answer: 'raw',
    input: inputs.createUserInput,
    summary: 'Create a user with verified addresses and, if given, factors',
    returns: 'BackendUser',
    handle: async ({ scope, input }) => readUser(scope, await createUser(scope, input)),
  }),
  route({
    method: 'GET',
    path: one,
    who: 'key',
    scope: 'users.read',
    answer: 'raw',
    summary: 'Read a user',
    returns: 'BackendUser',
    handle: ({ scope, params }) => readUser(scope, params['id']),
  }),
  route({
    method: 'PATCH',
    path: one,
    who: 'key',
    scope: 'users.write',
    answer: 'raw',
    input: inputs.changeUserInput,
    summary: 'Change a user',
    returns: 'BackendUser',
    handle: async ({ scope, params, input }) => {
      await changeUser(scope, params['id'], input)
      return readUser(scope, params['id'])
    },
  }),
  route({
    method: 'PATCH',
    path: `${one}/metadata`,
    who: 'key',
    scope: 'users.write',
    answer: 'raw',
    input: inputs.metadataInput,
    summary: 'Merge metadata at every depth; null removes a key at any depth',
    returns: 'BackendUser',
    handle: async ({ scope, params, input }) => {
      await mergeMetadataOf(scope, params['id'], input)
      return readUser(scope, params['id'])
    },
  }),
  route({
    method: 'PUT',
    path: `${one}/metadata`,
    who: 'key',
    scope: 'users.write',
    answer: 'raw',
    input: inputs.metadataInput,
    summary: 'Replace the metadata that is given; the others stay',
    returns: 'BackendUser',
    handle: async ({ scope, params, input }) => {
      await changeUser(scope, params['id'], input)
      return readUser(scope, params['id'])
    },
  }),
  route({
    method: 'DELETE',
    path: one,
    who: 'key',
    scope: 'users.write',
    answer: 'raw',
    summary: 'Delete a user',
    returns: 'Deleted',
    handle: async ({ scope, params }) => deletedView('user', await removeUser(scope, params['id'])),
  }),
  route({
    method: 'POST',
    path: `${one}/verify_password`,
    who: 'key',
    scope: 'users.write',
    answer: 'raw',
    input: inputs.passwordInput,
    summary: 'Check a password',
    returns: 'Verified',
    handle: async ({ scope, params, input }) => {
      await verifyPassword(scope, params['id'], input.password)
      return { verified: true } as const
    },
  }),
  route({
    method: 'POST',
    path: `${one}/verify_totp`,
    who: 'key',
    scope: 'users.write',
    answer: 'raw',
    input: inputs.codeInput,
    summary: 'Use up a code of the authenticator app or a backup code',
    returns: 'VerifiedCode',
    handle: async ({ scope, params, input }) => ({
      verified: true as const,
      code_type: await verifyCode(scope, params['id'], input.code),
    }),
  }),
  route({
    method: 'POST',
    path: `${one}/remove_password`,
    who: 'key',
    scope: 'users.write',
    answer: 'raw',
    input: inputs.removePasswordInput,
    summary: 'Remove the password; sessions go on unless you say otherwise',
    returns: 'BackendUser',
    handle: async ({ scope, params, input }) => {
      await removePassword(scope, params['id'], input.sign_out_of_other_sessions ?? false)
      return readUser(scope, params['id'])
    },
  }),
  route({
    method: 'POST',
    path: `${one}/password/set_compromised`,
    who: 'key',
    scope: 'users.write',
    answer: 'raw',
    input: inputs.compromisedInput,
    summary: 'Say that others know the password: it opens nothing until it is reset',
    returns: 'BackendUser',
    handle: async ({ scope, params, input }) => {
      await setCompromised(scope, params['id'], input.revoke_all_sessions ?? false)
      return readUser(scope, params['id'])
    },
  }),
  route({
    method: 'POST',
    path: `${one}/password/unset_compromised`,
    who: 'key',
    scope: 'users.write',
    answer: 'raw',
    summary: 'Take back that others know the password',
    returns: 'BackendUser',
    handle: async ({ scope, params }) => {
      await unsetCompromised(scope, params['id'])
      return readUser(scope, params['id'])
    },
  }),
  removal('mfa', 'Remove every second factor'),
  removal('totp', 'Remove every authenticator app'),
  removal('backup_code', 'Remove the backup codes'),
  route({
    method: 'DELETE',
    path: `${one}/totp/:totp_id`,
    who: 'key',
    scope: 'users.write',
    answer: 'raw',
    summary: 'Remove one authenticator app; `authenticator_apps` of the user has their ids',
    returns: 'Deleted',
    handle: async ({ scope, params }) =>
      deletedView('authenticator_app', await removeAppOf(scope, params['id'], params['totp_id'] ?? '')),
  }),
  route({
    method: 'DELETE',
    path: `${one}/passkeys/:passkey`,
    who: 'key',
    scope: 'users.write',
    answer: 'raw',
    summary: 'Remove a passkey',
    returns: 'Deleted',
    handle: async ({ scope, params }) => ({
      object: 'passkey',
      id: await removePasskeyOf(scope, params['id'], params['passkey'] ?? ''),
      deleted: true as const,
    }),
  }),
  access('ban', 'Close the account to sign-in', banUser),
  access('unban', 'Open the account again', unbanUser),
  access('lock', 'Lock the account for the lockout time', lockUser),
  access('unlock', 'Lift the lock', unlockUser),
  access('unlock_changes', 'Let the user change their account again after an undo', liftChangesLock),
  access('restore_undone', 'Give back what the last undo took off, within 7 days', takeBackUndo),
]
