import { defaultSettings } from '@countersign/contract/settings'
import { cleanup, screen, waitFor, within } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { afterEach, expect, test } from 'vitest'
import type { UserDetails } from '../../api/user-views.ts'
import { later, someCode } from '../../testing/cases.ts'
import { at } from '../../testing/messaging.ts'
import { createPeople, someDetails } from '../../testing/people.ts'
import { press, showApp } from '../../testing/show-app.tsx'

afterEach(cleanup)

const path = '/instances/ins_acme/users/user_1'
const question = () => screen.findByRole('alertdialog')

test('a reset wants ten characters of reason and says that another operator must approve it (R79)', async () => {
  const recovery = { ...defaultSettings.recovery, second_operator: true }
  const { bodies } = await showApp({ path, facts: { settings: { ins_acme: { ...defaultSettings, recovery } } } })
  await press('Reset two-step verification')
  const dialog = await question()
  expect(dialog.textContent).toMatch(/Another operator must approve it within 24 hours/)
  const button = within(dialog).getByRole<HTMLButtonElement>('button', { name: 'Ask for approval' })
  await userEvent.type(within(dialog).getByLabelText('Reason'), ' too short ')
  expect(button.disabled).toBe(true)
  await userEvent.type(within(dialog).getByLabelText('Reason'), 'no more')
  await userEvent.click(button)
  expect(await screen.findByText(/waits for another operator until/)).toBeTruthy()
  expect(bodies.at(-1)).toEqual({ reason: 'too short no more' })
  expect(screen.getAllByRole('link', { name: 'Recovery cases', hidden: true })).toHaveLength(2)
})

test('codes of the help desk are made, shown once, listed and revoked (R79)', async () => {
  const codes = [someCode({ id: 'help_old', purpose: 'last week', expires_at: at })]
  const { facts, bodies } = await showApp({ path, facts: { cases: { resets: [], codes } } })
  await press('Make a code')
  const dialog = await screen.findByRole('dialog', { name: 'Make a help-desk code' })
  await userEvent.type(within(dialog).getByLabelText('Purpose'), 'phone in repair')
  await userEvent.selectOptions(within(dialog).getByLabelText('Works for'), 'Four hours')
  await userEvent.click(within(dialog).getByRole('button', { name: 'Make' }))
  expect(await screen.findByText('AAAA-BBBB-CCCC')).toBeTruthy()
  expect(bodies.at(-1)).toEqual({ purpose: 'phone in repair', minutes: 240, uses: 1 })
  await press('Done')
  await waitFor(() => expect(screen.queryByText('AAAA-BBBB-CCCC')).toBeNull())
  const list = await screen.findByRole('list', { name: 'Help-desk codes' })
  await waitFor(() => expect(list.textContent).toMatch(/phone in repair Works.*last week Expired/))
  await press('Revoke the code for “phone in repair”')
  await userEvent.click(within(await question()).getByRole('button', { name: 'Revoke', hidden: true }))
  await waitFor(() => expect(list.textContent).toMatch(/phone in repair Revoked/))
  expect(facts.cases.codes.map(({ revoked_at }) => revoked_at)).toEqual([at, null])
})

test('a running recovery is said first, and trust in a browser is taken back', async () => {
  const base = { browser_name: 'Firefox', browser_version: '133', device_type: 'Windows', expires_at: later }
  const device = {
    ...base,
    object: 'trusted_device',
    id: 'trust_1',
    is_this_device: false,
    last_used_at: at,
    created_at: at,
  }
  const recovery = {
    ...base,
    object: 'recovery',
    id: 'rec_1',
    started_by: 'user',
    status: 'waiting',
    ip: null,
    started_at: at,
    ready_at: later,
  }
  const details = someDetails({ recovery, trusted_devices: [device] } as unknown as Partial<UserDetails>)
  const { asked } = await showApp({ path, facts: { people: createPeople({ details }) } })
  expect(
    await screen.findByText(/Somebody with the password and the mailbox asked to/, {}, { timeout: 5000 }),
  ).toBeTruthy()
  await press('Remove trust in Firefox 133 on Windows')
  await userEvent.click(within(await question()).getByRole('button', { name: 'Remove', hidden: true }))
  await waitFor(() => expect(screen.queryByRole('list', { name: 'Trusted browsers', hidden: true })).toBeNull())
  expect(asked).toContain('DELETE /dashboard/api/instances/ins_acme/users/user_1/trusted_devices/trust_1')
})
