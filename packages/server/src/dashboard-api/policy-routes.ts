import { z } from 'zod'
import * as inputs from '../backend-api/policy-inputs.ts'
import { csvFile } from '../backend-api/policy-routes.ts'
import { remind } from '../flows/nudge/reminders.ts'
import { type Route, route } from '../http/route.ts'
import { lastChange, undoSettings } from '../instances/settings.ts'
import { dryRuns, receiptsOf, simulateFor } from '../policy/asked-by-operator.ts'
import { boardCsv, boardUsers, policyBoard } from '../policy/board.ts'
import { previewSettings } from '../policy/preview.ts'
import { aboutInstance } from './operator-scope.ts'

const one = '/instances/:id'
const patch = z.record(z.string(), z.unknown())

/** The same as the Backend API has, for the pages of operators. */
export const policyRoutes: Route[] = [
  route({
    method: 'POST',
    path: `${one}/settings/preview`,
    who: 'operator',
    answer: 'raw',
    input: z.object({ patch }),
    summary: 'Whom a change of settings concerns, before it is applied',
    handle: async ({ scope, params, input }) => previewSettings(await aboutInstance(scope, params['id']), input.patch),
  }),
  route({
    method: 'GET',
    path: `${one}/settings/undo`,
    who: 'operator',
    answer: 'raw',
    summary: 'The last change of settings, while it can be taken back',
    handle: async ({ scope, params }) => lastChange(await aboutInstance(scope, params['id'])),
  }),
  route({
    method: 'POST',
    path: `${one}/settings/undo`,
    who: 'operator-fresh',
    answer: 'raw',
    summary: 'Take the last change of settings back',
    handle: async ({ scope, params }) => undoSettings(await aboutInstance(scope, params['id']), scope.user.id),
  }),
  route({
    method: 'POST',
    path: `${one}/policy/simulate`,
    who: 'operator',
    answer: 'raw',
    input: inputs.simulateInput,
    summary: 'What a sign-in would ask of a user, by these settings or a draft',
    handle: async ({ scope, params, input }) => simulateFor(await aboutInstance(scope, params['id']), input),
  }),
  route({
    method: 'GET',
    path: `${one}/policy/board`,
    who: 'operator',
    answer: 'raw',
    summary: 'How far each rule has come',
    handle: async ({ scope, params }) => policyBoard(await aboutInstance(scope, params['id'])),
  }),
  route({
    method: 'GET',
    path: `${one}/policy/board/users`,
    who: 'operator',
    answer: 'raw',
    input: inputs.boardUsersInput,
    summary: 'Users under the rules, with how they stand',
    handle: async ({ scope, params, input }) => boardUsers(await aboutInstance(scope, params['id']), input),
  }),
  route({
    method: 'GET',
    path: `${one}/policy/board/users.csv`,
    who: 'operator',
    answer: 'raw',
    input: inputs.boardFileInput,
    summary: 'The same as a table',
    handle: async ({ scope, params, input }) =>
      csvFile(boardCsv((await boardUsers(await aboutInstance(scope, params['id']), input)).data)),
  }),
  route({
    method: 'POST',
    path: `${one}/policy/reminders`,
    who: 'operator-fresh',
    answer: 'raw',
    input: inputs.reminderInput,
    summary: 'Mail users whom a rule waits for, or who are one loss from lockout',
    handle: async ({ scope, params, input }) => remind(await aboutInstance(scope, params['id']), input),
  }),
  route({
    method: 'GET',
    path: `${one}/policy/dry_runs`,
    who: 'operator',
    answer: 'raw',
    input: inputs.dryRunsInput,
    summary: 'What rules on trial would have done in the last 30 days',
    handle: async ({ scope, params, input }) => dryRuns(await aboutInstance(scope, params['id']), input.rule),
  }),
  route({
    method: 'GET',
    path: `${one}/users/:user_id/mfa_receipts`,
    who: 'operator',
    answer: 'raw',
    input: inputs.receiptsInput,
    summary: 'Why a user was asked for a second factor, or was not',
    handle: async ({ scope, params, input }) =>
      receiptsOf(await aboutInstance(scope, params['id']), params['user_id'], input),
  }),
]
