import { cleanup, screen, waitFor, within } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { afterEach, expect, test } from 'vitest'
import { press, showApp, toggle } from '../../testing/show-app.tsx'

afterEach(cleanup)

const path = '/instances/ins_acme/authentication/sign-in'

test('first factors, device trust and one account at a time are switched here, and only what changed is sent', async () => {
  const { bodies, facts } = await showApp({ path })
  const list = await screen.findByRole('list', { name: 'First factors' })
  expect(within(list).getAllByRole('switch')).toHaveLength(4)
  for (const name of ['Passkey', 'Device trust']) await userEvent.click(await toggle(name))
  expect(bodies).toEqual([])
  await press('Apply changes')
  await waitFor(() => expect(facts.settings['ins_acme']?.first_factors.passkey).toBe(true))
  expect(bodies).toEqual([{ first_factors: { passkey: true }, device_trust: true }])
})

test('taking a way in away says what users lose before it is applied (S11)', async () => {
  const { facts } = await showApp({ path })
  for (const name of ['Password', 'One account at a time']) await userEvent.click(await toggle(name))
  await press('Apply changes')
  const question = await screen.findByRole('alertdialog', { name: 'Apply these changes?' })
  expect(within(question).getAllByRole('listitem')).toHaveLength(2)
  expect(facts.settings['ins_acme']?.first_factors.password).toBe(true)
  await userEvent.click(within(question).getByRole('button', { name: 'Apply changes' }))
  await waitFor(() => expect(facts.settings['ins_acme']?.first_factors.password).toBe(false))
  expect(facts.settings['ins_acme']?.sessions.single).toBe(true)
})

test('closing sign-up says what changes before it is applied, and sends nothing else', async () => {
  const { bodies, facts } = await showApp({ path })
  const group = await screen.findByRole('group', { name: 'Sign-up' }, { timeout: 5000 })
  const choice = (name: string) => within(group).getByRole<HTMLInputElement>('radio', { name })
  expect(choice('Open').checked).toBe(true)
  await userEvent.click(choice('Closed'))
  expect(choice('Open').checked).toBe(false)
  await press('Apply changes')
  const question = await screen.findByRole('alertdialog', { name: 'Apply these changes?' })
  expect(question.textContent).toContain('New users can no longer sign up.')
  expect(facts.settings['ins_acme']?.sign_up).toBe('open')
  await userEvent.click(within(question).getByRole('button', { name: 'Apply changes' }))
  await waitFor(() => expect(facts.settings['ins_acme']?.sign_up).toBe('closed'))
  expect(bodies.at(-1)).toEqual({ sign_up: 'closed' })
})

test('who may sign up is discarded like every staged setting', async () => {
  await showApp({ path })
  const closed = await screen.findByRole<HTMLInputElement>('radio', { name: 'Closed' }, { timeout: 5000 })
  await userEvent.click(closed)
  await press('Discard')
  expect(closed.checked).toBe(false)
})
