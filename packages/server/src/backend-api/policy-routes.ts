import { remind } from '../flows/nudge/reminders.ts'
import { type Route, route } from '../http/route.ts'
import { lastChange, undoSettings } from '../instances/settings.ts'
import { dryRuns, receiptsOf, simulateFor } from '../policy/asked-by-operator.ts'
import { boardCsv, boardUsers, policyBoard } from '../policy/board.ts'
import { previewSettings } from '../policy/preview.ts'
import { patchInput } from './inputs.ts'
import * as inputs from './policy-inputs.ts'

/** Rules for second factors: what a change would do, what a rule has done so far, and why. */
export const policyRoutes: Route[] = [
  route({
    method: 'POST',
    path: '/instance/settings/preview',
    who: 'key',
    scope: 'settings.read',
    answer: 'raw',
    input: patchInput,
    summary: 'Whom a change of settings concerns, before it is applied; takes the body of the PATCH',
    returns: 'SettingsPreview',
    handle: ({ scope, input }) => previewSettings(scope, input),
  }),
  route({
    method: 'GET',
    path: '/instance/settings/undo',
    who: 'key',
    scope: 'settings.read',
    answer: 'raw',
    summary: 'The last change of settings, while it can be taken back',
    returns: 'LastSettingsChange',
    handle: ({ scope }) => lastChange(scope),
  }),
  route({
    method: 'POST',
    path: '/instance/settings/undo',
    who: 'key',
    scope: 'settings.write',
    answer: 'raw',
    summary: 'Take the last change of settings back, within 24 hours and unless they were changed since',
    returns: 'Settings',
    handle: ({ scope }) => undoSettings(scope, 'backend'),
  }),
  route({
    method: 'POST',
    path: '/instance/policy/simulate',
    who: 'key',
    scope: 'settings.read',
    answer: 'raw',
    input: inputs.simulateInput,
    summary: 'What a sign-in would ask of a user, or of somebody like this, now or later, by these settings or a draft',
    returns: 'Simulation',
    handle: ({ scope, input }) => simulateFor(scope, input),
  }),
  route({
    method: 'GET',
    path: '/instance/policy/board',
    who: 'key',
    scope: 'settings.read',
    answer: 'raw',
    summary: 'How far each rule has come',
    returns: 'PolicyBoard',
    handle: ({ scope }) => policyBoard(scope),
  }),
  route({
    method: 'GET',
    path: '/instance/policy/board/users',
    who: 'key',
    scope: 'users.read',
    answer: 'raw',
    input: inputs.boardUsersInput,
    summary: 'Users under the rules, with how they stand',
    returns: 'BoardUsers',
    handle: ({ scope, input }) => boardUsers(scope, input),
  }),
  route({
    method: 'GET',
    path: '/instance/policy/board/users.csv',
    who: 'key',
    scope: 'users.read',
    answer: 'raw',
    input: inputs.boardFileInput,
    summary: 'The same as a table; for more than 20,000 users ask again with the last id as `after`',
    returns: 'Table',
    handle: async ({ scope, input }) => csvFile(boardCsv((await boardUsers(scope, input)).data)),
  }),
  route({
    method: 'POST',
    path: '/instance/policy/reminders',
    who: 'key',
    scope: 'users.write',
    answer: 'raw',
    input: inputs.reminderInput,
    summary:
      'Mail users whom a rule waits for, or who are one loss from lockout; each once in seven days, a page at a time',
    returns: 'Reminders',
    handle: ({ scope, input }) => remind(scope, input),
  }),
  route({
    method: 'GET',
    path: '/instance/policy/dry_runs',
    who: 'key',
    scope: 'settings.read',
    answer: 'raw',
    input: inputs.dryRunsInput,
    summary: 'What rules on trial would have done in the last 30 days',
    returns: 'DryRun',
    handle: ({ scope, input }) => dryRuns(scope, input.rule),
  }),
  route({
    method: 'GET',
    path: '/users/:id/mfa_receipts',
    who: 'key',
    scope: 'users.read',
    answer: 'raw',
    input: inputs.receiptsInput,
    summary: 'Why a user was asked for a second factor, or was not, newest first',
    returns: 'MfaReceipts',
    handle: ({ scope, params, input }) => receiptsOf(scope, params['id'], input),
  }),
]

export function csvFile(text: string): Response {
  return new Response(text, {
    headers: {
      'Content-Type': 'text/csv; charset=utf-8',
      'Content-Disposition': 'attachment; filename="second-factors.csv"',
    },
  })
}
