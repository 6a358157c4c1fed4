import { settingsSchema } from '@countersign/contract/settings'
import { cleanup, screen, waitFor, within } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { afterEach, expect, test } from 'vitest'
import { press, showApp } from '../../testing/show-app.tsx'
import { groupsOf } from './limit-groups.ts'
import { amountWords, labelWords, nameWords } from './number-words.ts'

afterEach(cleanup)

const path = '/instances/ins_acme/settings/limits'
const field = (name: string) => screen.findByLabelText<HTMLInputElement>(name, {}, { timeout: 5000 })

test('a number is measured while it is typed, refused out of its bounds, and only what changed is sent (S18)', async () => {
  const { bodies } = await showApp({ path })
  const days = await field('Maximum session lifetime (days)')
  const row = days.closest('li') as HTMLElement
  expect(row.textContent).toMatch(/Meets .*\(AAL1\): at most 30 days.*Weaker than .*\(AAL2\): at most 1 day/)
  await userEvent.clear(days)
  await userEvent.type(days, '31')
  await press('Apply changes')
  expect(within(row).getByText('Enter a whole number from 1 to 30.')).toBeTruthy()
  expect(document.activeElement).toBe(days)
  await userEvent.clear(days)
  await userEvent.type(days, '1')
  expect(row.textContent).toMatch(/Meets .*\(AAL2\)/)
  expect(bodies).toEqual([])
  await press('Apply changes')
  await waitFor(() => expect(bodies).toEqual([{ sessions: { max_days: 1 } }]))
  expect((await screen.findAllByText('Changes applied')).length).toBeGreaterThan(0)
})

test('lists the limits that are not settings below, without a field', async () => {
  await showApp({ path })
  expect(await screen.findByText('65 bits', {}, { timeout: 5000 })).toBeTruthy()
  expect(screen.queryByLabelText(/Backup code/)).toBeNull()
})

test('numbers are written as people write them', () => {
  expect([amountWords(1, 'tries'), amountWords(5, 'each'), amountWords(7, null)]).toEqual(['1 try', '5', '7'])
  expect([nameWords('lockout.minutes'), nameWords('codes.sms_length')]).toEqual(['First lockout', 'Codes SMS length'])
})

test('limits are grouped, each with its unit, bounds and default, and the largest value can be typed', async () => {
  const { bodies } = await showApp({ path })
  await field('Unfinished sign-ins (per hour)')
  const group = screen.getByRole('region', { name: 'Requests per IP address' })
  const tokens = within(group).getByLabelText('Session tokens (per minute)')
  expect(within(group).getByText(/600 to 1,000,000\. Default: 6,000\./)).toBeTruthy()
  await userEvent.clear(tokens)
  await userEvent.type(tokens, '1000001')
  expect(within(group).getByText('Enter a whole number from 600 to 1,000,000.')).toBeTruthy()
  await userEvent.clear(tokens)
  await userEvent.type(tokens, '1000000')
  await press('Apply changes')
  await waitFor(() => expect(bodies).toEqual([{ limits: { tokens: 1_000_000 } }]))
})

test('every limit that the server knows has a name, a unit and a group of its own', () => {
  const { limits, ...others } = settingsSchema.shape
  const of = (name: string) => ({ name, meaning: '', value: 1, unit: null, bounds: null, standards: [] })
  const names = Object.keys(limits.shape).map((name) => `limits.${name}`)
  expect(names.filter((name) => !/ \(per /.test(labelWords(name, null)))).toEqual([])
  const groups = groupsOf(names.map(of))
  expect(groups.map(({ id }) => id)).toEqual(['address-attempts', 'address-codes', 'address-requests'])
  expect(groups.flatMap(({ numbers }) => numbers)).toHaveLength(names.length)
  const rest = groupsOf(Object.keys(others).map((name) => of(`${name}.x`)))
  expect(rest.flatMap(({ numbers }) => numbers)).toHaveLength(Object.keys(others).length)
})

test('the address of the page before it was renamed leads to it', async () => {
  const { router } = await showApp({ path: '/instances/ins_acme/settings/security-numbers' })
  await field('Unfinished sign-ins (per hour)')
  expect(router.state.location.pathname).toMatch(/\/settings\/limits$/)
})
