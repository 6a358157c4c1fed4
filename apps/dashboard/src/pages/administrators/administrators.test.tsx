import { cleanup, screen, waitFor, within } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { afterEach, expect, test } from 'vitest'
import { ownAccount, someAdministrator } from '../../testing/administrators.ts'
import { at } from '../../testing/messaging.ts'
import { goodCode } from '../../testing/operator.ts'
import { heading, press, showApp } from '../../testing/show-app.tsx'

afterEach(cleanup)

const path = '/administrators'
const item = async (name: string, list = 'Administrators') => {
  const items = within(await screen.findByRole('list', { name: list }, { timeout: 5000 })).getAllByRole('listitem')
  const found = items.find((each) => each.textContent?.includes(name))
  if (!found) throw new Error(`${name} is not in the list.`)
  return found
}
const everyone = () => [
  { ...ownAccount },
  someAdministrator('bob'),
  someAdministrator('carol', 'invited', { added_at: Date.now() - 3_600_000 }),
  someAdministrator('dave', 'invited', { added_at: at - 73 * 3_600_000, added_by: 'user_bob' }),
  someAdministrator('erin', 'removed'),
  someAdministrator('mallory', 'unrecorded'),
]

test('lists administrators with state, second factor and last sign-in, apart from former ones and accounts without access', async () => {
  await showApp({ path, facts: { administrators: everyone() } })
  await heading('Administrators')
  expect((await item('operator')).textContent).toMatch(
    /^operatorYouSecond factorLast signed in on Sep 21, 2026.* · added on the server on Sep 21/,
  )
  expect((await item('bob')).textContent).toMatch(/^bobSecond factorLast signed in .* · added by operator/)
  expect((await item('carol')).textContent).toMatch(
    /^carolInvitedNo second factorNever signed in · invited by operator on .* · invitation expires on/,
  )
  expect((await item('dave')).textContent).toMatch(/^daveInvitation expiredNo second factor.* · invited by bob/)
  expect((await item('erin', 'Former administrators')).textContent).toMatch(/^erinRemoved.* · removed on Sep 21/)
  const stray = await item('mallory', 'Accounts without access')
  expect(stray.textContent).toMatch(/^malloryNo access/)
  expect(within(stray).queryByRole('button')).toBeNull()
})

test('shows the link of an invitation once, with how long it is valid, and lists who was invited', async () => {
  const { bodies } = await showApp({ path, facts: { isFresh: false } })
  await press('Invite administrator')
  await userEvent.type(await screen.findByLabelText('Username'), ' bob {Enter}')
  const proof = await screen.findByRole('dialog', { name: 'Is it still you?' })
  await userEvent.type(await within(proof).findByLabelText('Code from your authenticator app'), goodCode)
  const dialog = await screen.findByRole('dialog', { name: 'Invitation link for bob' })
  expect(within(dialog).getByText('https://auth.example/dashboard#ticket=for-bob')).toBeTruthy()
  expect(dialog.textContent).toMatch(/works once and is valid for 72 hours, until Sep 24, 2026/)
  expect(within(dialog).getByRole('button', { name: /Copy link/ })).toBeTruthy()
  await userEvent.keyboard('{Escape}')
  expect(screen.getByText(/#ticket=for-bob/)).toBeTruthy()
  await press('Done')
  await waitFor(() => expect(screen.queryByText(/#ticket=/)).toBeNull())
  expect((await item('bob')).textContent).toMatch(/No second factor/)
  expect(bodies).toEqual([{ name: 'bob' }, { name: 'bob' }])
  expect(document.activeElement).toBe(screen.getByRole('button', { name: 'Invite administrator' }))
})

test('says at the field what is wrong with a username', async () => {
  await showApp({ path })
  await press('Invite administrator')
  const field = await screen.findByLabelText('Username')
  await userEvent.type(field, 'x{Enter}')
  expect(await screen.findByText(/^Use 3 to 64 letters/)).toBeTruthy()
  expect(field.getAttribute('aria-invalid')).toBe('true')
  await userEvent.clear(field)
  expect(screen.queryByText(/^Use 3 to 64 letters/)).toBeNull()
  await userEvent.type(field, 'operator{Enter}')
  expect(await screen.findByText('An administrator with this username exists already.')).toBeTruthy()
})

test('removes an administrator after a question, and can invite them again', async () => {
  const { facts, asked } = await showApp({ path, facts: { administrators: everyone() } })
  await press('Remove bob')
  const question = await screen.findByRole('alertdialog', { name: 'Remove bob?' })
  expect(question.textContent).toContain('They are signed out immediately')
  expect(asked.some((key) => key.startsWith('DELETE'))).toBe(false)
  await userEvent.click(within(question).getByRole('button', { name: 'Remove administrator' }))
  await item('bob', 'Former administrators')
  expect(facts.administrators.find(({ username }) => username === 'bob')?.state).toBe('removed')
  await press('Invite again bob')
  expect((await screen.findByLabelText<HTMLInputElement>('Username')).value).toBe('bob')
  await press('Create invitation link')
  await screen.findByRole('dialog', { name: 'Invitation link for bob' })
})

test('replaces the link of an invitation: the old one is withdrawn first', async () => {
  const { asked } = await showApp({ path, facts: { administrators: everyone() } })
  await press('New link for carol')
  const question = await screen.findByRole('alertdialog', { name: 'Create a new link for carol?' })
  await userEvent.click(within(question).getByRole('button', { name: 'Create new link' }))
  await screen.findByText('https://auth.example/dashboard#ticket=for-carol')
  expect(asked.filter((key) => /^(?:DELETE|POST) \/dashboard/.test(key))).toEqual([
    'DELETE /dashboard/api/administrators/user_carol',
    'POST /dashboard/api/administrators',
  ])
})

test('tells the only administrator to invite a second one, and offers no way to remove the last', async () => {
  await showApp({ path })
  expect(await screen.findByText('You are the only administrator')).toBeTruthy()
  await item('operator')
  expect(screen.queryByRole('button', { name: /^Remove/ })).toBeNull()
})

test('names the consequence when administrators remove themselves', async () => {
  await showApp({ path, facts: { administrators: everyone() } })
  await press('Remove operator')
  expect((await screen.findByRole('alertdialog', { name: 'Remove yourself?' })).textContent).toContain(
    'You are signed out immediately',
  )
})

test('a refused removal says why, and reads the list again', async () => {
  const { facts, asked } = await showApp({ path, facts: { administrators: everyone() } })
  await press('Remove bob')
  facts.administrators = facts.administrators.filter(({ username }) => username !== 'bob')
  await press('Remove administrator')
  expect((await screen.findByRole('alert')).textContent).toContain('Resource not found.')
  await waitFor(() => expect(asked.filter((key) => key === 'GET /dashboard/api/administrators')).toHaveLength(2))
})

test('is reached from the pages about the server and from the menu of any instance', async () => {
  const { router } = await showApp()
  const nav = await screen.findByRole('navigation', { name: 'Server' })
  await userEvent.click(within(nav).getByRole('link', { name: 'Administrators' }))
  await heading('Administrators')
  expect(within(nav).getByRole('link', { name: 'Administrators' }).getAttribute('aria-current')).toBe('page')
  await router.navigate({ to: '/instances/$instanceId/api-keys', params: { instanceId: 'ins_acme' } })
  await heading('API keys')
  expect(screen.queryByRole('navigation', { name: 'Server' })).toBeNull()
  await press(/Application and instance/)
  await userEvent.click(await screen.findByRole('menuitem', { name: 'Administrators' }))
  await heading('Administrators')
})
