import { cleanup, screen, waitFor, within } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { afterEach, expect, test } from 'vitest'
import { press, showApp, toggle } from '../../testing/show-app.tsx'

afterEach(cleanup)

const path = '/instances/ins_acme/authentication/multi-factor'
const type = async (label: string, text: string) => {
  await userEvent.clear(screen.getByLabelText(label))
  await userEvent.type(screen.getByLabelText(label), text)
}

test('trusted browsers, recovery and nudges are staged with the factors, and a number out of bounds is said where it stands (S18, R79)', async () => {
  const { facts, bodies } = await showApp({ path })
  await userEvent.click(await toggle('Trusted browsers'))
  await userEvent.click(await toggle('Require a second administrator'))
  await userEvent.click(await toggle('Offer something stronger after SMS'))
  await type('Days of trust', '91')
  expect(screen.getByText('Write a whole number from 1 to 90.')).toBeTruthy()
  await press('Apply changes')
  expect(document.activeElement).toBe(screen.getByLabelText('Days of trust'))
  expect(bodies).toEqual([])
  await type('Days of trust', '14')
  await type('Hours of waiting', '48')
  await userEvent.click(await toggle('Passkeys'))
  await press('Apply changes')
  expect((await screen.findAllByText('Changes applied')).length).toBeGreaterThan(0)
  const patch = {
    multi_factor: { nudges: false, passkey: true },
    trusted_devices: { enabled: true, days: 14 },
    recovery: { wait_hours: 48, second_operator: true },
  }
  expect(bodies).toEqual([{ patch }, patch])
  expect(facts.settings['ins_acme']?.recovery).toEqual({ enabled: true, wait_hours: 48, second_operator: true })
  await type('Hours of waiting', 'never')
  await userEvent.click(await toggle('Recovery by mail and a wait'))
  const lost = screen.getByRole('list', { name: 'When everything is lost' })
  await waitFor(() => expect(within(lost).queryByLabelText('Hours of waiting')).toBeNull())
  await press('Apply changes')
  await waitFor(() => expect(facts.settings['ins_acme']?.recovery.enabled).toBe(false))
  expect(bodies.at(-1)).toEqual({ recovery: { enabled: false } })
})
