import { cleanup, screen, waitFor } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { afterEach, expect, test } from 'vitest'
import { restingKeys, someMasterKey, somePepper } from '../../testing/keys.ts'
import { isOn, press, showApp, toggle } from '../../testing/show-app.tsx'
import { masterKeyStep, pepperStep } from './key-words.ts'

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

test('the page says how far a change of keys is and what to do next, and shows no key (R115)', async () => {
  const { facts } = await showApp({
    path,
    facts: {
      keysStatus: {
        ...restingKeys,
        master: [
          someMasterKey({ id: 'aaaa0002', number: 2, sealed: 6, percent: 6, current: false }),
          someMasterKey({ id: 'aaaa0003', number: 3, sealed: 94, percent: 94 }),
        ],
        peppers: [
          somePepper({ state: 'old', passwords: 3, backup_codes: 20, percent: 92 }),
          somePepper({ id: 'bbbb0001', passwords: 2, percent: 8 }),
        ],
      },
    },
  })
  expect(await screen.findByText('94 % on key 3')).toBeTruthy()
  expect(screen.getByText('6 values are sealed again by themselves. Keep the old key until then.')).toBeTruthy()
  expect(screen.getByText(/^3 passwords to move when the owners sign in, 20 backup codes to be used/)).toBeTruthy()
  expect(screen.getByText(/The next one comes by itself about/)).toBeTruthy()
  expect(facts.keysStatus.master).toHaveLength(2)
})

test('what to do next is told for each stage of a change of keys', () => {
  const old = someMasterKey({ id: 'aaaa0002', number: 2, sealed: 0, percent: 0, current: false })
  expect(masterKeyStep([someMasterKey()])).toBe('Everything that is sealed is sealed under it.')
  expect(masterKeyStep([old, someMasterKey()])).toMatch(
    /^Nothing is left under key 2. Run countersign keys retire aaaa0002/,
  )
  expect(masterKeyStep([{ ...old, number: null }, someMasterKey()])).toMatch(/^Everything/)
  expect(masterKeyStep([{ ...old, sealed: 1 }, someMasterKey()])).toMatch(/^1 value is/)
  expect(pepperStep([somePepper()])).toBe('All passwords and codes are under it.')
  expect(pepperStep([somePepper({ state: 'old', passwords: 0 }), somePepper({ id: 'b' })])).toMatch(
    /keys retire pepper/,
  )
})
