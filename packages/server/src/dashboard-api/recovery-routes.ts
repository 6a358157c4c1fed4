import { helpDeskCodeInput, resetInput } from '../backend-api/recovery-inputs.ts'
import { outlookView } from '../backend-api/recovery-routes.ts'
import { requireUser } from '../flows/administration/change-user.ts'
import { makeHelpDeskCode, readHelpDeskCodes, revoke } from '../flows/administration/help-desk-codes.ts'
import { approve, askReset, refuse } from '../flows/administration/mfa-reset.ts'
import { type Route, route } from '../http/route.ts'
import { orAsk } from './approvals.ts'
import { aboutInstance } from './operator-scope.ts'
import { readResetCases } from './reset-cases.ts'

const one = '/instances/:id'
const user = `${one}/users/:user_id`

/** Helping users who lost their second factor. */
export const recoveryRoutes: Route[] = [
  route({
    method: 'GET',
    path: `${user}/recovery_outlook`,
    who: 'operator',
    answer: 'raw',
    summary: 'What is left to a user if something is lost',
    handle: async ({ scope, params }) => {
      const seen = await aboutInstance(scope, params['id'])
      return outlookView(seen, await requireUser(seen, params['user_id']))
    },
  }),
  route({
    method: 'POST',
    path: `${user}/mfa_reset`,
    who: 'operator-fresh',
    answer: 'raw',
    input: resetInput,
    summary: 'Let a user set up a new second factor, or ask another operator to',
    handle: async ({ scope, params, input }) =>
      askReset(await aboutInstance(scope, params['id'], input.reason), params['user_id'], {
        reason: input.reason,
        by: scope.user.id,
      }),
  }),
  route({
    method: 'GET',
    path: `${one}/mfa_resets`,
    who: 'operator',
    answer: 'raw',
    summary: 'Resets of second factors, newest first; those that wait for another operator among them',
    handle: async ({ scope, params }) =>
      readResetCases(await aboutInstance(scope, params['id']), scope.instance.id, scope.user.id),
  }),
  route({
    method: 'POST',
    path: `${one}/mfa_resets/:reset_id/approve`,
    who: 'operator-fresh',
    answer: 'raw',
    summary: 'Approve a reset that somebody else asked for',
    handle: async ({ scope, params }) =>
      approve(await aboutInstance(scope, params['id']), params['reset_id'], scope.user.id),
  }),
  route({
    method: 'POST',
    path: `${one}/mfa_resets/:reset_id/refuse`,
    who: 'operator-fresh',
    answer: 'raw',
    summary: 'Refuse a reset, or take back one’s own',
    handle: async ({ scope, params }) =>
      refuse(await aboutInstance(scope, params['id']), params['reset_id'], scope.user.id),
  }),
  route({
    method: 'GET',
    path: `${user}/help_desk_codes`,
    who: 'operator',
    answer: 'raw',
    summary: 'Codes of the help desk for a user, without the codes themselves',
    handle: async ({ scope, params }) => readHelpDeskCodes(await aboutInstance(scope, params['id']), params['user_id']),
  }),
  route({
    method: 'POST',
    path: `${user}/help_desk_codes`,
    who: 'operator-fresh',
    answer: 'raw',
    input: helpDeskCodeInput,
    summary: 'Make a code that stands for the second factor at a sign-in; it is shown this once',
    handle: async ({ scope, params, input }) => {
      const about = await aboutInstance(scope, params['id'])
      const { user } = await requireUser(about, params['user_id'])
      const asked = { effect: 'help_desk_code', user_id: user.id, wish: input, reason: input.purpose } as const
      return orAsk(about, asked, () => makeHelpDeskCode(about, user.id, { ...input, by: scope.user.id }))
    },
  }),
  route({
    method: 'DELETE',
    path: `${user}/help_desk_codes/:code_id`,
    who: 'operator-fresh',
    answer: 'raw',
    summary: 'Revoke a code of the help desk',
    handle: async ({ scope, params }) =>
      revoke(await aboutInstance(scope, params['id']), params['user_id'], { id: params['code_id'], by: scope.user.id }),
  }),
]
