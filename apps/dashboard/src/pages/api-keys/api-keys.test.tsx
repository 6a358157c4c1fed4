import { cleanup, screen, waitFor, within } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { afterEach, expect, test } from 'vitest'
import { goodCode } from '../../testing/operator.ts'
import { press, showApp } from '../../testing/show-app.tsx'

afterEach(cleanup)

const path = '/instances/ins_acme/api-keys'

test('the list shows what each key is called and how it ends, never the key', async () => {
  await showApp({ path })
  const list = await screen.findByRole('list', { name: 'Secret keys' })
  expect(within(list).getByText('default')).toBeTruthy()
  expect(within(list).getByText('…aB3d')).toBeTruthy()
  expect(list.textContent).toContain('never used')
  expect(document.body.textContent).not.toContain('sk_')
})

test('a new key is shown once, and Escape does not lose it', async () => {
  await showApp({ path })
  await press('Create key')
  expect(document.activeElement).toBe(await screen.findByLabelText('Name'))
  await userEvent.type(screen.getByLabelText('Name'), '  Back office {Enter}')
  const dialog = await screen.findByRole('dialog', { name: 'Your new key “Back office”' })
  expect(within(dialog).getByText(/^sk_test_shown_once/)).toBeTruthy()
  await userEvent.keyboard('{Escape}')
  expect(screen.getByText(/^sk_test_shown_once/)).toBeTruthy()
  await press('Done')
  await waitFor(() => expect(screen.queryByText(/^sk_test_shown_once/)).toBeNull())
  const list = await screen.findByRole('list', { name: 'Secret keys' })
  expect(await within(list).findByText('Back office')).toBeTruthy()
  expect(screen.queryByText(/sk_test/)).toBeNull()
  expect(document.activeElement).toBe(screen.getByRole('button', { name: 'Create key' }))
})

test('a key is rolled after a question, and the new one is shown once', async () => {
  const { facts, asked } = await showApp({ path })
  await press('Roll default, which ends in aB3d')
  const question = await screen.findByRole('alertdialog', { name: 'Roll the key “default”?' })
  expect(question.textContent).toContain('aB3d')
  expect(asked.some((key) => key.endsWith('/roll'))).toBe(false)
  await userEvent.click(within(question).getByRole('button', { name: 'Roll key' }))
  await screen.findByText(/^sk_test_shown_once/)
  expect(facts.keys['ins_acme']?.map(({ hint }) => hint)).toEqual(['zZ9x'])
})

test('a key is made only after a fresh proof, and the name typed before is not lost (R130)', async () => {
  const { asked } = await showApp({ path, facts: { isFresh: false } })
  await press('Create key')
  await userEvent.type(await screen.findByLabelText('Name'), 'Cron{Enter}')
  const dialog = await screen.findByRole('dialog', { name: 'Is it still you?' })
  await userEvent.type(await within(dialog).findByLabelText('Code from your authenticator app'), goodCode)
  await screen.findByRole('dialog', { name: 'Your new key “Cron”' })
  expect(asked.filter((key) => key === 'POST /dashboard/api/instances/ins_acme/keys')).toHaveLength(2)
})

test('a key is made with limited access and an expiry, listed with its maker, and revoked after a question', async () => {
  const { facts, bodies } = await showApp({ path })
  await press('Create key')
  await userEvent.type(await screen.findByLabelText('Name'), 'Reports')
  await userEvent.selectOptions(screen.getByLabelText('Access'), 'Read only')
  await userEvent.selectOptions(screen.getByLabelText('Expires'), 'In 90 days')
  await press('Create')
  await press('Done')
  expect(bodies.at(-1)).toEqual({ name: 'Reports', scopes: ['read'], expires_in_days: 90 })
  const list = await screen.findByRole('list', { name: 'Secret keys' })
  await within(list).findByText('Reports')
  expect(list.textContent).toMatch(/Full access · created on the server/)
  expect(list.textContent).toMatch(/Read only · expires .* created by root/)
  await press('Revoke Reports, which ends in zZ9x')
  const question = await screen.findByRole('alertdialog', { name: 'Revoke the key “Reports”?' })
  await userEvent.click(within(question).getByRole('button', { name: 'Revoke key' }))
  await waitFor(() => expect(facts.keys['ins_acme']?.map(({ name }) => name)).toEqual(['default']))
})
