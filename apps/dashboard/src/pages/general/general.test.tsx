import { defaultSettings } from '@countersign/contract/settings'
import { cleanup, screen, waitFor, within } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { afterEach, expect, test } from 'vitest'
import { restingKeys, someMasterKey, somePepper } from '../../testing/keys.ts'
import { goodCode } from '../../testing/operator.ts'
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

test('origins are allowed one by one, refused beside the field in the words of the server, and removed after a question', async () => {
  const { facts, bodies } = await showApp({ path })
  const field = await screen.findByLabelText('Add an origin')
  expect(screen.getByText(/development instance, so apps on localhost/)).toBeTruthy()
  await userEvent.type(field, 'https://app.example.com/path{Enter}')
  const refusal = await screen.findByText(/https:\/\/app\.example\.com\/path is not an origin/)
  expect(field.getAttribute('aria-describedby')).toContain(refusal.id)
  expect(document.activeElement).toBe(field)
  await userEvent.clear(field)
  await userEvent.type(field, ' https://app.example.com{Enter}')
  const list = await screen.findByRole('list', { name: 'Allowed origins' })
  expect(within(list).getAllByRole('listitem')).toHaveLength(1)
  expect(bodies.at(-1)).toEqual({ allowed_origins: ['https://app.example.com'] })
  await waitFor(() => expect(field.getAttribute('value') ?? '').toBe(''))
  await userEvent.type(field, 'https://app.example.com/{Enter}')
  expect(await screen.findByText('This origin is already allowed.')).toBeTruthy()
  expect(bodies).toHaveLength(2)
  await press('Remove https://app.example.com')
  const question = await screen.findByRole('alertdialog', { name: 'Remove this origin?' })
  await userEvent.click(within(question).getByRole('button', { name: 'Remove origin' }))
  await screen.findByText('No origins added yet.')
  expect(facts.settings['ins_acme']?.allowed_origins).toEqual([])
})

test('an origin of a production instance is added after a fresh proof, beside those that were there (R130)', async () => {
  const settings = { ...defaultSettings, allowed_origins: ['https://www.example.com'] }
  const { facts } = await showApp({
    path: '/instances/ins_acme-live/settings/general',
    facts: { isFresh: false, settings: { 'ins_acme-live': settings } },
  })
  await userEvent.type(await screen.findByLabelText('Add an origin'), 'https://app.example.com{Enter}')
  const dialog = await screen.findByRole('dialog', { name: 'Is it still you?' })
  await userEvent.type(await within(dialog).findByLabelText('Code from your authenticator app'), goodCode)
  const both = ['https://www.example.com', 'https://app.example.com']
  await waitFor(() => expect(facts.settings['ins_acme-live']?.allowed_origins).toEqual(both))
  expect(screen.getByText(/production instance, so all other origins are refused/)).toBeTruthy()
})
