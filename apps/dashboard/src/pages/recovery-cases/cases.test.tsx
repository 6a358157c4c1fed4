import { cleanup, screen, waitFor, within } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { afterEach, expect, test } from 'vitest'
import { someApproval, someReset } from '../../testing/cases.ts'
import { at } from '../../testing/messaging.ts'
import { press, showApp } from '../../testing/show-app.tsx'

afterEach(cleanup)

const path = '/instances/ins_acme/recovery-cases'
const list = (name: string) => screen.findByRole('list', { name, hidden: true }, { timeout: 5000 })
const confirm = async (name: string) =>
  userEvent.click(within(await screen.findByRole('alertdialog')).getByRole('button', { name, hidden: true }))

test('resets that wait are approved or refused by somebody else, and only taken back by whoever asked (R79)', async () => {
  const resets = [
    someReset(),
    someReset({ id: 'reset_2', user_name: 'ben', is_own: true }),
    someReset({ id: 'reset_3', user_name: 'cleo', asked_by: 'backend', asked_by_name: null }),
    someReset({ id: 'reset_4', user_name: 'dora', status: 'expired', expires_at: at }),
  ]
  const { asked } = await showApp({ path, facts: { cases: { resets, codes: [] } } })
  const waiting = await list('Waiting')
  expect(within(waiting).getAllByRole('listitem')).toHaveLength(3)
  expect(waiting.textContent).toMatch(/anna@example\.com Waiting.*Asked by ada.*Lost the phone, seen in person/)
  expect(waiting.textContent).toMatch(/Asked by the application’s server/)
  expect(within(waiting).queryByRole('button', { name: 'Approve the reset of ben' })).toBeNull()
  await press('Approve the reset of anna@example.com')
  await confirm('Approve')
  await waitFor(async () => expect((await list('History')).textContent).toMatch(/anna.*Approved.*approved by root/))
  await press('Refuse the reset of cleo')
  await confirm('Refuse')
  await waitFor(async () => expect((await list('History')).textContent).toMatch(/cleo Refused/))
  await press('Take back the reset of ben')
  await confirm('Take back')
  expect(await screen.findByText(/Nothing waits\./)).toBeTruthy()
  expect((await list('History')).textContent).toMatch(/dora Ran out/)
  const decided = asked.filter((each) => each.startsWith('POST') && each.includes('mfa_resets'))
  expect(decided.map((each) => each.split('mfa_resets/')[1])).toEqual([
    'reset_1/approve',
    'reset_3/refuse',
    'reset_2/refuse',
  ])
})

test('lets another administrator approve a change, shows a help-desk code to them once, and lets the requester withdraw (R79)', async () => {
  const approvals = [
    someApproval(),
    someApproval({ id: 'appr_2', effect: 'help_desk_code', user_name: 'ben', reason: 'phone in repair', wish: {} }),
    someApproval({ id: 'appr_3', effect: 'delete_user', user_name: 'cleo', is_own: true, wish: {} }),
  ]
  const { asked } = await showApp({ path, facts: { cases: { resets: [], codes: [], approvals } } })
  const requests = await list('Requests')
  expect(requests.textContent).toMatch(/Remove all second factors of anna@example\.com Waiting.*Requested by ada/)
  expect(within(requests).queryByRole('button', { name: 'Approve the request: Delete cleo' })).toBeNull()
  await press('Approve the request: Remove all second factors of anna@example.com')
  await confirm('Approve')
  await waitFor(async () => expect((await list('Requests')).textContent).toMatch(/anna@example\.com Approved/))
  await press('Withdraw the request: Delete cleo')
  await confirm('Withdraw')
  await waitFor(async () => expect((await list('Requests')).textContent).toMatch(/Delete cleo Refused/))
  await press('Approve the request: Create a help-desk code for ben')
  await confirm('Approve')
  expect(await screen.findByText('AAAA-BBBB-CCCC')).toBeTruthy()
  const decided = asked.filter((each) => each.startsWith('POST') && each.includes('approvals'))
  expect(decided.map((each) => each.split('approvals/')[1])).toEqual([
    'appr_1/approve',
    'appr_3/refuse',
    'appr_2/approve',
  ])
})
