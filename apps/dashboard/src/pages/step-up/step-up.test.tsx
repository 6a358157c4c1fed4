import { defaultSettings, type Settings } from '@countersign/contract/settings'
import { cleanup, screen, waitFor, within } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { afterEach, expect, test } from 'vitest'
import { press, showApp, toggle } from '../../testing/show-app.tsx'
import { draftOf, patchOf } from './step-up-draft.ts'

afterEach(cleanup)

const path = '/instances/ins_acme/authentication/step-up'
const withReverification = (fields: Partial<Settings['reverification']>) => ({
  ...structuredClone(defaultSettings),
  reverification: { ...defaultSettings.reverification, ...fields },
})
const list = (name: string) => screen.findByRole('list', { name }, { timeout: 5000 })

test('before anything is chosen the page says what holds: the built-in presets, and strict for every action', async () => {
  await showApp({ path })
  expect(
    (await screen.findByText('strict_mfa', { selector: 'dt code' }, { timeout: 5000 })).closest('div')?.textContent,
  ).toBe('strict_mfaBoth factors within 10 minutes')
  expect(screen.getByText('lax').closest('div')?.textContent).toBe('laxThe second factor within 24 hours')
  expect(screen.getByText('Used by every action that is not listed below')).toBeTruthy()
  expect(screen.getByText(/There is none yet/)).toBeTruthy()
  expect(screen.getByText(/No action is listed/)).toBeTruthy()
  expect(screen.getByRole('button', { name: 'Apply changes' }).hasAttribute('disabled')).toBe(true)
})

test('a preset and an action that uses it are staged, refused where they are wrong, and sent together (S18)', async () => {
  const { bodies } = await showApp({ path })
  await press('Add preset')
  const name = screen.getByLabelText('Name')
  expect(document.activeElement).toBe(name)
  await press('Apply changes')
  expect(document.activeElement).toBe(name)
  expect(screen.getByText(/^Write up to 40 small letters/)).toBeTruthy()
  await userEvent.type(name, 'strict')
  expect(screen.getByText(/^This name is built in/)).toBeTruthy()
  await userEvent.clear(name)
  await userEvent.type(name, 'salaries')
  const minutes = screen.getByLabelText('Minutes')
  await userEvent.clear(minutes)
  await userEvent.type(minutes, '1441')
  await press('Apply changes')
  expect(document.activeElement).toBe(minutes)
  expect(screen.getByText('Write a whole number from 1 to 1440.')).toBeTruthy()
  await userEvent.clear(minutes)
  await userEvent.type(minutes, '5')
  await userEvent.selectOptions(screen.getByLabelText('Asks for'), 'Both factors')

  await press('Add action')
  await userEvent.type(screen.getByLabelText('Action'), 'payout')
  await userEvent.selectOptions(screen.getByLabelText('Preset'), 'salaries')
  // The action stays with its preset, whatever that is called in the end.
  await userEvent.type(name, '_2')
  expect(within(await list('Your own presets')).getByText(/^Used by/).textContent).toBe('Used by payout')
  expect(bodies).toEqual([])
  await press('Apply changes')
  const sent = { presets: { salaries_2: { level: 'multi_factor', minutes: 5 } }, actions: { payout: 'salaries_2' } }
  await waitFor(() => expect(bodies).toEqual([{ reverification: sent }]))
  expect((await screen.findAllByText('Changes applied')).length).toBeGreaterThan(0)
  expect((screen.getByLabelText('Name') as HTMLInputElement).value).toBe('salaries_2')
})

test('a preset that an action uses is not taken out from under it, and downgrading says what it means', async () => {
  const reverification = withReverification({
    presets: { salaries: { level: 'multi_factor', minutes: 5 } },
    actions: { payout: 'salaries', 'key.delete': 'moderate' },
  })
  const { bodies } = await showApp({ path, facts: { settings: { ins_acme: reverification } } })
  await press('Remove salaries')
  expect(document.activeElement).toBe(screen.getByRole('button', { name: 'Add preset' }))
  await press('Apply changes')
  expect(screen.getByText('Its preset is taken out. Choose another.')).toBeTruthy()
  const actions = within(await list('Actions'))
  const [payout] = actions.getAllByLabelText('Preset')
  expect(document.activeElement).toBe(payout)
  await userEvent.selectOptions(payout as HTMLElement, 'strict_mfa')
  await press('Remove key.delete')
  const downgrade = await toggle('Without a second factor, take the first')
  expect(screen.getByText(/is told to set one up before they go on/)).toBeTruthy()
  await userEvent.click(downgrade)
  expect(screen.getByText(/proves the first one instead/)).toBeTruthy()
  await press('Apply changes')
  const sent = { downgrade: true, presets: { salaries: null }, actions: { payout: 'strict_mfa', 'key.delete': null } }
  await waitFor(() => expect(bodies).toEqual([{ reverification: sent }]))
})

test('only what was changed here is sent: what is as it was is no change, and a new name moves the actions along', () => {
  const base: Settings['reverification'] = {
    ...defaultSettings.reverification,
    presets: { a: { level: 'first_factor', minutes: 1 }, b: { level: 'second_factor', minutes: 2 } },
    actions: { pay: 'a', read: 'lax' },
  }
  const draft = draftOf(base)
  expect(patchOf(base, draft)).toBeNull()
  const [first, ...others] = draft.presets
  const renamed = { ...draft, presets: [{ ...first, name: 'c' } as (typeof draft.presets)[number], ...others] }
  expect(patchOf(base, renamed)).toEqual({
    presets: { c: { level: 'first_factor', minutes: 1 }, a: null },
    actions: { pay: 'c' },
  })
})
