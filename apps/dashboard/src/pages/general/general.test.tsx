import { cleanup, screen, waitFor } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { afterEach, expect, test } from 'vitest'
import { isOn, press, showApp, toggle } from '../../testing/show-app.tsx'

afterEach(cleanup)

const path = '/instances/ins_acme/settings/general'

test('an instance is switched to the old components and back, staged like every setting (S18, S21)', async () => {
  const { facts, bodies } = await showApp({ path })
  const version = await toggle('New components')
  expect(isOn(version)).toBe(true)
  await userEvent.click(version)
  expect(facts.settings['ins_acme']?.component_version).toBe(4)
  await press('Apply changes')
  await waitFor(() => expect(facts.settings['ins_acme']?.component_version).toBe(3))
  expect(bodies).toEqual([{ component_version: 3 }])
  await userEvent.click(version)
  await press('Apply changes')
  await waitFor(() => expect(facts.settings['ins_acme']?.component_version).toBe(4))
})

test('the page says what a developer needs to point an application here', async () => {
  const user = userEvent.setup()
  await showApp({ path })
  expect(await screen.findByText('pk_test_acme')).toBeTruthy()
  expect(screen.getByRole('link', { name: 'https://auth.example/i/acme/sign-in' })).toBeTruthy()
  await user.click(screen.getByRole('button', { name: /Copy publishable key/ }))
  await waitFor(async () => expect(await navigator.clipboard.readText()).toBe('pk_test_acme'))
})
