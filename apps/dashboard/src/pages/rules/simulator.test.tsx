import { defaultSettings } from '@countersign/contract/settings'
import { cleanup, screen, waitFor, within } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { afterEach, expect, test } from 'vitest'
import { at } from '../../testing/messaging.ts'
import { createPeople, someLine } from '../../testing/people.ts'
import { createPolicy, someRule } from '../../testing/policy.ts'
import { press, showApp } from '../../testing/show-app.tsx'

afterEach(cleanup)

test('a user is tried on the draft or on what is in force, at a time, and the answer says which rule decides and why', async () => {
  const rules = [someRule(), someRule({ id: 'all', name: 'Everybody', who: { kind: 'everyone' } })]
  const settings = { ...defaultSettings, multi_factor: { ...defaultSettings.multi_factor, required: true, rules } }
  const policy = createPolicy({
    simulation: {
      ...{ object: 'policy_simulation', at, outcome: 'grace', reason: 'grace', words: 'There is time left.' },
      ...{ rule: { id: 'all', name: 'Everybody' }, asks: ['second_factor', 'enrolment', 'skip'] },
      ...{ second_factors: ['phone_code'], until: null, skips_left: 1 },
      rules: [
        { id: 'admins', verdict: 'not_meant' },
        { id: 'all', verdict: 'decides' },
        { id: 'required', verdict: 'behind' },
      ],
    },
  })
  const people = createPeople({ lines: [someLine()] })
  const { bodies } = await showApp({
    path: '/instances/ins_acme/authentication/rules',
    facts: { settings: { ins_acme: settings }, policy, people },
  })
  await press('More for Administrators')
  await userEvent.click(await screen.findByRole('menuitem', { name: 'Move down' }))
  await press('Try on a user')
  const dialog = await screen.findByRole('dialog', { name: 'Try the rules on a user' })
  await userEvent.type(within(dialog).getByLabelText('User'), 'nobody@example.com{Enter}')
  await within(dialog).findByText('Nobody is found by that.')
  await userEvent.clear(within(dialog).getByLabelText('User'))
  await userEvent.type(within(dialog).getByLabelText('At'), '2027-01-31T08:30')
  await userEvent.type(within(dialog).getByLabelText('User'), 'anna@example.com{Enter}')
  await within(dialog).findByText(/There is grace left: one skip/)
  const words = 'a sign-in asks for a second factor (SMS code); setting up a second factor; “Not now” is an answer.'
  expect(dialog.textContent).toContain(words)
  const order = within(dialog).getByRole('list', { name: 'Rules in order' })
  expect(
    within(order)
      .getAllByRole('listitem')
      .map((item) => item.textContent),
  ).toEqual([
    'Administrators is not meant for this user.',
    'Everybody decides.',
    'Required of everybody comes after the one that decides.',
  ])
  expect(bodies.at(-1)).toMatchObject({
    user_id: 'user_1',
    at: new Date('2027-01-31T08:30').getTime(),
    settings: { multi_factor: { rules: [{ id: 'all' }, { id: 'admins' }] } },
  })
  await userEvent.selectOptions(within(dialog).getByLabelText('By'), 'The rules in force')
  await press('Try')
  await waitFor(() => expect(bodies.at(-1)).not.toHaveProperty('settings'))
})
