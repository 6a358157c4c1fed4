import { defaultSettings } from '@countersign/contract/settings'
import { cleanup, screen, waitFor, within } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { afterEach, expect, test } from 'vitest'
import { at } from '../../testing/messaging.ts'
import { createPolicy, somePreview, someRule } from '../../testing/policy.ts'
import { press, type Shown, showApp } from '../../testing/show-app.tsx'

afterEach(cleanup)

const path = '/instances/ins_acme/authentication/rules'
const change = 'PATCH /dashboard/api/instances/ins_acme/settings'
const admins = someRule()
const everybody = someRule({ id: 'all', name: 'Everybody else', who: { kind: 'everyone' }, mode: 'dry_run' })

function show(rules = [admins, everybody], facts: Shown['facts'] = {}) {
  const settings = { ...defaultSettings, multi_factor: { ...defaultSettings.multi_factor, rules } }
  return showApp({ path, facts: { settings: { ins_acme: settings }, ...facts } })
}
const list = () => screen.findByRole('list', { name: 'Rules' }, { timeout: 5000 })
const names = async () =>
  within(await list())
    .getAllByRole('listitem')
    .map((item) => item.querySelector('[data-slot="rule-title"] bdi')?.textContent)
const choose = (label: string, option: string) => userEvent.selectOptions(screen.getByLabelText(label), option)
async function pick(rule: string, item: string) {
  await press(`More for ${rule}`)
  await userEvent.click(await screen.findByRole('menuitem', { name: item }))
}

test('rules are added, moved and taken out in a draft, and whom they concern is said before they are applied', async () => {
  const preview = somePreview({
    ...{ must_enrol: 7, locked_out: 1, operators: ['user_1', 'user_2'] },
    rules: [
      { rule: { id: 'all', name: 'Everybody else' }, users: 9, enrolled: 2, must_enrol: 7, in_grace: 6, locked_out: 1 },
    ],
  })
  const { asked, bodies, facts } = await show(undefined, { preview })
  expect((await list()).textContent).toContain('Metadata role = admin · Passkey or Authenticator application')
  await pick('Administrators', 'Move down')
  expect(await names()).toEqual(['Everybody else', 'Administrators'])
  await pick('Administrators', 'Remove')
  await press('Add rule')
  const dialog = await screen.findByRole('dialog', { name: 'Add a rule' })
  await userEvent.type(within(dialog).getByLabelText('Name'), 'Staff & friends')
  await choose('Who', 'email_domain')
  await userEvent.type(within(dialog).getByLabelText('Domain'), 'Acme.example')
  await userEvent.click(within(dialog).getByLabelText('SMS code'))
  await userEvent.type(within(dialog).getByLabelText('From'), '2027-01-31T08:30')
  await choose('Grace', 'skips')
  await choose('After that', 'refuse')
  await choose('Mode', 'on')
  await userEvent.click(within(dialog).getByRole('button', { name: 'Add' }))
  await waitFor(async () => expect(await names()).toEqual(['Everybody else', 'Staff & friends']))

  await press('Apply changes')
  const question = await screen.findByRole('alertdialog', { name: 'Apply these rules?' })
  expect(question.textContent).toContain('7 users must set up a second factor')
  expect(question.textContent).toContain('1 user cannot get in any more')
  expect(question.textContent).toContain('2 operators of this dashboard are concerned, you among them.')
  expect(within(question).getByRole('list', { name: 'By rule' }).textContent).toBe(
    'Everybody else decides for 9 users: 2 have what it asks for, 7 must set it up, 6 with grace, 1 locked out.',
  )
  expect(asked).not.toContain(change)
  await userEvent.click(within(question).getByRole('button', { name: 'Apply changes' }))
  await screen.findAllByText('Changes applied')
  expect(bodies.at(-1)).toEqual({
    multi_factor: {
      rules: [
        everybody,
        {
          ...{ id: 'staff-friends', name: 'Staff & friends', mode: 'on' },
          ...{ who: { kind: 'email_domain', domain: 'acme.example' }, factors: ['passkey', 'totp', 'phone_code'] },
          ...{ starts_at: new Date('2027-01-31T08:30').getTime(), grace: { kind: 'skips', skips: 3 }, after: 'refuse' },
        },
      ],
    },
  })
  expect(facts.settings['ins_acme']?.multi_factor.rules).toHaveLength(2)
})

test('what contradicts the other settings is said at its field, and at its rule when it is applied', async () => {
  const message = 'The setting cannot be changed like this: it allows only kinds that are switched off.'
  const policy = createPolicy({ refused: { field: 'multi_factor.rules.0.grace.days', message } })
  const { facts } = await show(
    [someRule({ who: { kind: 'metadata', key: 'level', value: 7 }, starts_at: at + 1234 })],
    {
      policy,
    },
  )
  await press('Edit Administrators')
  const dialog = await screen.findByRole('dialog', { name: 'Edit the rule' })
  await choose('Grace', 'days')
  await press('Take over')
  const days = within(dialog).getByLabelText('Days')
  await waitFor(() => expect(days.getAttribute('aria-invalid')).toBe('true'))
  expect(within(dialog).getAllByText(message)).toHaveLength(1)
  policy.refused = null
  await press('Take over')
  await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull())
  policy.refused = { field: 'multi_factor.rules.0.factors', message }
  await press('Apply changes')
  await waitFor(async () => expect(within(await list()).getByText(message)).toBeTruthy())
  expect(screen.getAllByText(message)).toHaveLength(1)
  policy.refused = null
  await press('Apply changes')
  await userEvent.click(within(await screen.findByRole('alertdialog')).getByRole('button', { name: 'Apply changes' }))
  // A number stays a number, and a start keeps its seconds.
  await waitFor(() =>
    expect(facts.settings['ins_acme']?.multi_factor.rules).toMatchObject([
      { id: 'admins', who: { value: 7 }, starts_at: at + 1234, grace: { kind: 'days', days: 14 } },
    ]),
  )
})

test('the last change says who made it, and is taken back after a question', async () => {
  const lastChange = {
    ...{ object: 'settings_change' as const, changed_at: at, changed_by: 'user_1', undo_until: at + 86_400_000 },
    changes: { 'multi_factor.rules': { from: [], to: [admins] } },
  }
  const { asked } = await show([], { policy: createPolicy({ lastChange }) })
  await screen.findByText(/There is no rule yet/)
  expect((await screen.findByText(/Settings were changed on/)).textContent).toContain('by you')
  await press('Undo')
  const question = await screen.findByRole('alertdialog', { name: 'Take the last change back?' })
  expect(within(question).getByText('multi_factor.rules')).toBeTruthy()
  await userEvent.click(within(question).getByRole('button', { name: 'Take it back' }))
  await waitFor(() => expect(screen.queryByText(/Settings were changed on/)).toBeNull())
  expect(asked).toContain('POST /dashboard/api/instances/ins_acme/settings/undo')
})
