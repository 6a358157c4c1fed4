import type { RecoveryOutlookView } from '@countersign/contract'
import { requireUser } from '../flows/administration/change-user.ts'
import { makeHelpDeskCode, readHelpDeskCodes, revoke } from '../flows/administration/help-desk-codes.ts'
import { askReset, resetView } from '../flows/administration/mfa-reset.ts'
import { type Route, route } from '../http/route.ts'
import type { Scope } from '../http/scope.ts'
import { listOneLoss } from '../policy/one-loss.store.ts'
import { outlookOf } from '../policy/outlook.ts'
import { mayRecover, recoveryEmails } from '../policy/recovery.ts'
import { listResets } from '../recoveries/resets.store.ts'
import { loadManyFacts } from '../users/facts.store.ts'
import type { UserFacts } from '../users/facts.ts'
import { helpDeskCodeInput, outlookPageInput, resetInput } from './recovery-inputs.ts'

const one = '/users/:id'
const by = 'backend'

export function outlookView(scope: Scope, facts: UserFacts): RecoveryOutlookView {
  const mayByMail = mayRecover(scope.instance) && recoveryEmails(facts, scope.now).length > 0
  return outlookOf(facts, scope.instance.settings, mayByMail)
}

/** Helping somebody who lost their second factor. Approving a reset where that takes two people is for operators alone. */
export const recoveryRoutes: Route[] = [
  route({
    method: 'POST',
    path: `${one}/mfa_reset`,
    who: 'key',
    scope: 'users.write',
    answer: 'raw',
    input: resetInput,
    summary:
      'Let a user set up a new second factor, with the first one and a code by mail; the old ones go when there is a new one',
    returns: 'MfaReset',
    handle: ({ scope, params, input }) => askReset(scope, params['id'], { reason: input.reason, by }),
  }),
  route({
    method: 'GET',
    path: `${one}/mfa_resets`,
    who: 'key',
    scope: 'users.read',
    answer: 'raw',
    summary: 'Resets of a user’s second factors, newest first',
    returns: 'MfaResets',
    handle: async ({ scope, params }) => {
      const { user } = await requireUser(scope, params['id'])
      return (await listResets(scope.context.db, scope.instance.id, user.id)).map((row) => resetView(row, scope.now))
    },
  }),
  route({
    method: 'POST',
    path: `${one}/help_desk_codes`,
    who: 'key',
    scope: 'users.write',
    answer: 'raw',
    input: helpDeskCodeInput,
    summary: 'Make a code that stands for the second factor at a sign-in; it is shown this once, and the user is told',
    returns: 'HelpDeskCode',
    handle: ({ scope, params, input }) => makeHelpDeskCode(scope, params['id'], { ...input, by }),
  }),
  route({
    method: 'GET',
    path: `${one}/help_desk_codes`,
    who: 'key',
    scope: 'users.read',
    answer: 'raw',
    summary: 'Codes of the help desk for a user, without the codes themselves',
    returns: 'HelpDeskCodes',
    handle: ({ scope, params }) => readHelpDeskCodes(scope, params['id']),
  }),
  route({
    method: 'DELETE',
    path: `${one}/help_desk_codes/:code_id`,
    who: 'key',
    scope: 'users.write',
    answer: 'raw',
    summary: 'Revoke a code of the help desk',
    returns: 'HelpDeskCode',
    handle: ({ scope, params }) => revoke(scope, params['id'], { id: params['code_id'], by }),
  }),
  route({
    method: 'GET',
    path: `${one}/recovery_outlook`,
    who: 'key',
    scope: 'users.read',
    answer: 'raw',
    summary: 'What is left to a user if the phone, a passkey or the list of backup codes is lost',
    returns: 'RecoveryOutlook',
    handle: async ({ scope, params }) => outlookView(scope, await requireUser(scope, params['id'])),
  }),
  route({
    method: 'GET',
    path: '/recovery_outlooks',
    who: 'key',
    scope: 'users.read',
    answer: 'raw',
    input: outlookPageInput,
    summary: 'Users who are one loss from being locked out, oldest account first',
    returns: 'RecoveryOutlooks',
    handle: async ({ scope, input }) => {
      const ids = await listOneLoss(scope.context.db, scope.instance, input)
      const all = await loadManyFacts(scope.context.db, scope.instance.id, ids)
      return all.map((facts) => outlookView(scope, facts))
    },
  }),
]
