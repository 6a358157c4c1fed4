import { cleanup, screen, waitFor, within } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { afterEach, expect, test } from 'vitest'
import { someReset } from '../../testing/cases.ts'
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
