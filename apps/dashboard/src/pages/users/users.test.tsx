import { cleanup, screen, waitFor, within } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { afterEach, expect, test } from 'vitest'
import { createPeople, someLine } from '../../testing/people.ts'
import { heading, press, showApp } from '../../testing/show-app.tsx'

afterEach(cleanup)

const path = '/instances/ins_acme/users'
const list = () => screen.findByRole('list', { name: 'Users' }, { timeout: 5000 })
const show = (...lines: Parameters<typeof someLine>[0][]) =>
  showApp({ path, facts: { people: createPeople({ lines: lines.map((each) => someLine(each)) }) } })

test('each user shows factors, locks and the last sign-in, and more come when they are asked for', async () => {
  await show(
    { factors: ['totp', 'backup_code'] },
    {
      id: 'user_2',
      name: null,
      identifier: 'ben',
      factors: [],
      has_second_factor: false,
      last_sign_in_at: null,
      is_locked: true,
    },
    { id: 'user_3', name: null, identifier: 'cleo', is_banned: true },
  )
  const [first, second] = within(await list()).getAllByRole('listitem')
  expect(first?.textContent).toMatch(/Anna Berg.*anna@example\.com · Signed in .*AppBackup codes/)
  expect(second?.textContent).toMatch(/^benNever signed in.*LockedNo second factor/)
  await press('Show more users')
  await waitFor(async () => expect(within(await list()).getAllByRole('listitem')).toHaveLength(3))
  expect((await list()).textContent).toContain('Banned')
})

test('a search goes on over pages in which nobody fits, and stands in the address', async () => {
  const { router } = await show(
    ...['anna', 'ben', 'cleo', 'dora', 'emil'].map((name) => ({ id: name, identifier: name })),
  )
  await list()
  await userEvent.type(screen.getByLabelText('Find'), ' emil{Enter}')
  expect((await screen.findByText('emil', { selector: 'bdi' }, { timeout: 5000 })).textContent).toBe('emil')
  expect(router.state.location.search).toEqual({ text: 'emil' })
  expect(document.activeElement).toBe(screen.getByLabelText('Find'))
  expect(screen.getByText('1 user')).toBeTruthy()
  await userEvent.selectOptions(screen.getByLabelText('Show'), 'Locked')
  expect(await screen.findByText(/Nobody is found by that.*without the filter/)).toBeTruthy()
  expect(router.state.location.search).toEqual({ text: 'emil', filter: 'locked' })
})

test('an empty instance offers to create the first user, who is shown at once; no password is set by anybody else', async () => {
  const { bodies } = await show()
  await press('Create user')
  const dialog = await screen.findByRole('dialog', { name: 'Create a user' })
  expect(within(dialog).queryByLabelText(/Password/)).toBeNull()
  await userEvent.type(within(dialog).getByLabelText('E-mail address'), 'anna@example.com')
  await userEvent.click(within(dialog).getByRole('button', { name: 'Create' }))
  expect(await heading('Anna Berg')).toBeTruthy()
  expect(bodies).toEqual([{ email_address: 'anna@example.com' }])
})

test('users with one second factor can be reminded by one button, however often the filter is chosen', async () => {
  await show({})
  await list()
  for (const filter of ['One loss from lockout', 'Everybody', 'One loss from lockout']) {
    await userEvent.selectOptions(screen.getByLabelText('Show'), filter)
    const isOffered = filter !== 'Everybody'
    await waitFor(() => expect(screen.queryAllByRole('button', { name: /^Remind/ })).toHaveLength(isOffered ? 1 : 0))
  }
})
