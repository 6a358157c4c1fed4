import { cleanup, screen, waitFor } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { afterEach, expect, test } from 'vitest'
import { heading, press, showApp } from '../../testing/show-app.tsx'
import { someEndpoint } from '../../testing/webhooks.ts'

afterEach(cleanup)

const path = '/instances/ins_acme/webhooks'
const focusOn = (element: HTMLElement) => waitFor(() => expect(document.activeElement).toBe(element))

test('after a dialog the focus is back on what opened it, and on the heading when that is gone', async () => {
  await showApp({ path, facts: { endpoints: [someEndpoint()] } })
  const add = await screen.findByRole('button', { name: 'Add endpoint' }, { timeout: 5000 })
  await userEvent.click(add)
  await userEvent.keyboard('{Escape}')
  await focusOn(add)
  // Through the dialog and the one with the secret that follows it.
  await userEvent.click(add)
  await userEvent.type(await screen.findByLabelText('Address'), 'https://acme.example/new')
  await press('Add')
  await screen.findByText('whsec_shown_once')
  await press('Done')
  await focusOn(add)

  const deliveries = await screen.findByRole('button', { name: 'Deliveries to https://acme.example/hook' })
  await userEvent.click(deliveries)
  await press('Close')
  await focusOn(deliveries)

  const more = screen.getByRole('button', { name: 'More for https://acme.example/hook' })
  await userEvent.click(more)
  await userEvent.click(await screen.findByRole('menuitem', { name: 'Edit' }))
  await press('Cancel')
  await focusOn(more)
  await userEvent.click(more)
  await userEvent.click(await screen.findByRole('menuitem', { name: 'Remove' }))
  await press('Remove')
  await waitFor(() => expect(more.isConnected).toBe(false))
  await focusOn(await heading('Webhooks'))
})

test('keeps the address of an endpoint that is edited without a new one, since the stored one is not shown (R130)', async () => {
  const endpoints = [someEndpoint({ url: 'https://acme.example/…' })]
  await showApp({ path, facts: { endpoints } })
  const edit = async () => {
    await userEvent.click(await screen.findByRole('button', { name: /^More for/ }, { timeout: 5000 }))
    await userEvent.click(await screen.findByRole('menuitem', { name: 'Edit' }))
  }
  await edit()
  expect(await screen.findByLabelText('Address')).toHaveProperty('value', '')
  expect(screen.getByText('Leave empty to keep https://acme.example/…')).toBeDefined()
  await userEvent.type(screen.getByLabelText('Description (optional)'), 'Chat')
  await press('Save')
  await waitFor(() => expect(endpoints[0]).toMatchObject({ url: 'https://acme.example/…', description: 'Chat' }))
  await edit()
  await userEvent.type(await screen.findByLabelText('Address'), 'https://acme.example/new')
  await press('Save')
  await waitFor(() => expect(endpoints[0]).toMatchObject({ url: 'https://acme.example/new' }))
})
