import type { BoardUserView } from '@countersign/contract'
import { defaultSettings } from '@countersign/contract/settings'
import { cleanup, screen, within } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { afterEach, expect, test } from 'vitest'
import { at } from '../../testing/messaging.ts'
import { createPolicy, someRule } from '../../testing/policy.ts'
import { showApp } from '../../testing/show-app.tsx'

afterEach(cleanup)

const path = '/instances/ins_acme/authentication/rollout'
const user = (fields: Partial<BoardUserView>): BoardUserView => ({
  ...{ user_id: 'user_1', email_address: 'anna@example.com', rule_id: 'all', state: 'pending', noticed_at: at },
  ...{ until: null, skips_left: 1, ...fields },
})

test('the board counts who has come how far, names them with a way to their page, and exports what it shows', async () => {
  const counts = { users: 4, enrolled: 1, pending: 2, overdue: 1, noticed: 3 }
  const { asked } = await showApp({
    path,
    facts: {
      policy: createPolicy({
        board: { rules: [{ rule: { id: 'all', name: 'Everybody' }, ...counts }] },
        boardUsers: [
          user({}),
          user({ user_id: 'user_2', email_address: null, noticed_at: null, skips_left: null, until: at }),
          user({ user_id: 'user_3', email_address: 'cid@example.com', state: 'overdue', skips_left: 0 }),
        ],
      }),
    },
  })
  const board = await screen.findByRole('region', { name: 'By rule' }, { timeout: 5000 })
  expect(within(board).getByRole('row', { name: 'Everybody 4 1 (25 %) 2 1 3' })).toBeTruthy()
  const users = await screen.findByRole('list', { name: 'Users under rules' })
  const link = within(users).getByRole('link', { name: /^anna@example\.com/ })
  expect(link.getAttribute('href')).toBe('/dashboard/instances/ins_acme/users/user_1')
  expect(link.textContent).toContain('Everybody · one skip left · told')
  expect(within(users).getByRole('link', { name: /^user_2/ }).textContent).toContain('time begins at the next sign-in')
  expect(within(users).getByRole('link', { name: /^cid@/ }).textContent).toContain('Overdue')
  await userEvent.selectOptions(screen.getByLabelText('State'), 'Overdue')
  await userEvent.selectOptions(screen.getByLabelText('Rule'), 'Everybody')
  expect(screen.getByRole('link', { name: 'Export CSV' }).getAttribute('href')).toBe(
    '/dashboard/api/instances/ins_acme/policy/board/users.csv?rule=all&state=overdue&_clerk_session_id=sess_1',
  )
  expect(asked.filter((key) => key.endsWith('/policy/board/users'))).toHaveLength(3)
})

test('pending users are reminded page by page after a question, and the page adds up what became of it', async () => {
  const counts = { users: 4, enrolled: 0, pending: 4, overdue: 0, noticed: 3 }
  const page = { object: 'reminders' as const, unreachable: 0 }
  const policy = createPolicy({
    board: { rules: [{ rule: { id: 'all', name: 'Everybody' }, ...counts }] },
    boardUsers: [user({})],
    reminders: [
      { ...page, sent: 2, reminded_lately: 0, next: 'user_2' },
      { ...page, sent: 1, reminded_lately: 1, unreachable: 3, next: null },
    ],
  })
  const { asked } = await showApp({ path, facts: { policy } })
  const button = await screen.findByRole('button', { name: 'Remind pending users' }, { timeout: 5000 })
  await userEvent.click(button)
  const question = await screen.findByRole('alertdialog', { name: 'Send reminders by e-mail?' })
  await userEvent.click(within(question).getByRole('button', { name: 'Send' }))
  await screen.findByText(
    '3 reminders sent. 1 already reminded within the last seven days. 3 cannot be reached: banned, or without a verified e-mail address.',
  )
  expect(asked.filter((key) => key.startsWith('POST') && key.endsWith('/policy/reminders'))).toHaveLength(2)
  // Whoever is enrolled needs no reminder.
  await userEvent.selectOptions(screen.getByLabelText('State'), 'Enrolled')
  expect(screen.queryByRole('button', { name: /^Remind/ })).toBeNull()
})

test('dry runs say in words what would have happened, also of a rule that is gone, and empty pages say so', async () => {
  const settings = { ...defaultSettings, multi_factor: { ...defaultSettings.multi_factor, rules: [someRule()] } }
  const days = [
    { rule_id: 'gone', day: '2026-11-22', outcome: 'satisfied' as const, users: 3, times: 5 },
    { rule_id: 'admins', day: '2026-11-23', outcome: 'refuse' as const, users: 1, times: 2 },
  ]
  const policy = createPolicy({ dryRuns: { days, users: [] } })
  await showApp({ path, facts: { settings: { ins_acme: settings }, policy } })
  await screen.findByText('No rule that is on is meant for anybody yet.', {}, { timeout: 5000 })
  const table = await screen.findByRole('region', { name: 'Dry runs' })
  expect(
    within(table)
      .getAllByRole('row')
      .slice(1)
      .map((row) => row.textContent),
  ).toEqual(['Nov 23, 2026AdministratorsWould be refused12', 'Nov 22, 2026goneWould go on: has what it takes35'])
})
