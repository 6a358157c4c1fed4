import { cleanup, screen, waitFor } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { afterEach, expect, test } from 'vitest'
import { goodCode, goodTicket } from '../testing/operator.ts'
import { heading, press, showApp } from '../testing/show-app.tsx'
import { takeTicket } from './take-ticket.ts'

afterEach(cleanup)

test('whoever comes without a link reads in plain words how to get one', async () => {
  const { asked } = await showApp({ facts: { way: 'out' } })
  await heading('Sign in with a one-time link')
  expect(screen.getByText('npx countersign admin link')).toBeTruthy()
  expect(asked.some((key) => key.includes('/dashboard/api'))).toBe(false)
})

test('a used or mistyped link says so, and what to do', async () => {
  await showApp({ ticket: 'used', facts: { way: 'out' } })
  await heading('This link no longer works')
  expect(screen.getByRole('alert').textContent).toContain('Links work once')
  expect(screen.getByText('npx countersign admin link')).toBeTruthy()
})

test('a link alone does not let an operator in who has a second factor', async () => {
  const { facts, asked } = await showApp({ ticket: goodTicket, facts: { way: 'out' } })
  await userEvent.type(await screen.findByLabelText('Code from your authenticator app'), '000000')
  await screen.findByText('That code is incorrect.')
  expect(facts.way).toBe('second')
  await userEvent.clear(screen.getByLabelText('Code from your authenticator app'))
  await userEvent.type(screen.getByLabelText('Code from your authenticator app'), goodCode)
  await heading('Applications')
  expect(asked.filter((key) => key === 'POST /i/dashboard/v1/client/sign_ins')).toHaveLength(1)
})

test('the first operator sets up a second factor at once, and is in when the backup codes are saved', async () => {
  await showApp({ ticket: goodTicket, facts: { way: 'out', hasTotp: false } })
  await heading('Set up 2-step verification')
  await press('Set up')
  await userEvent.type(await screen.findByLabelText('Code from your authenticator app'), goodCode)
  await userEvent.click(await screen.findByLabelText('I have saved my backup codes'))
  expect(screen.queryByRole('heading', { name: 'Applications' })).toBeNull()
  await press('Done')
  await heading('Applications')
})

test('a page reloaded before the second factor is set up goes on with setting it up', async () => {
  await showApp({ facts: { hasTotp: false } })
  await heading('Set up 2-step verification')
  await press('Sign out')
  await heading('Sign in with a one-time link')
})

test('a page reloaded before the second code asks for it again, not for a new link', async () => {
  await showApp({ facts: { way: 'second' } })
  await userEvent.type(await screen.findByLabelText('Code from your authenticator app'), goodCode)
  await heading('Applications')
})

test('an administrator signs in with a username instead of a link, and back', async () => {
  await showApp({ facts: { way: 'out' } })
  await press('Sign in with a username instead')
  expect(await screen.findByLabelText('E-mail address')).toBeTruthy()
  await press('Use a one-time link instead')
  await heading('Sign in with a one-time link')
})

test('signing out leads back to the way in and takes what was loaded along', async () => {
  const { facts } = await showApp()
  await heading('Applications')
  await press(/Account menu/)
  await userEvent.click(await screen.findByRole('menuitem', { name: 'Sign out' }))
  await heading('Sign in with a one-time link')
  await waitFor(() => expect(facts.way).toBe('out'))
  expect(screen.queryByText('Acme')).toBeNull()
})

test('a session that ended elsewhere shows the way in instead of an error', async () => {
  const { facts, router } = await showApp()
  await heading('Applications')
  facts.way = 'out'
  await router.navigate({ to: '/instances/$instanceId/api-keys', params: { instanceId: 'ins_acme' } })
  await heading('Sign in with a one-time link')
})

test('the ticket is taken out of the address bar before anything is asked (R50)', () => {
  window.history.replaceState(null, '', '/dashboard?x=1#ticket=abc')
  const before = window.history.length
  expect(takeTicket(window.location, window.history)).toBe('abc')
  expect(window.location.href).not.toContain('abc')
  expect(window.location.search).toBe('?x=1')
  expect(window.history.length).toBe(before)
  expect(takeTicket(window.location, window.history)).toBeNull()
})

test('tells an administrator who came by a link to set a password, until they have one', async () => {
  const { facts } = await showApp()
  await heading('Applications')
  expect(await screen.findByText('You cannot sign in again yet')).toBeTruthy()
  expect(screen.getByRole('link', { name: 'Set a password' }).getAttribute('href')).toBe('/dashboard/account/security')
  cleanup()
  await showApp({ facts: { ...facts, hasPassword: true } })
  await heading('Applications')
  await screen.findByRole('list', { name: 'Instances of Acme' })
  expect(screen.queryByText('You cannot sign in again yet')).toBeNull()
})
