import { cleanup, screen, waitFor, within } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { afterEach, expect, test } from 'vitest'
import { press, showApp } from '../../testing/show-app.tsx'
import { amountWords, nameWords } from './number-words.ts'

afterEach(cleanup)

const path = '/instances/ins_acme/settings/security-numbers'
const field = (name: string) => screen.findByLabelText<HTMLInputElement>(name, {}, { timeout: 5000 })

test('a number is measured while it is typed, refused out of its bounds, and only what changed is sent (S18)', async () => {
  const { bodies } = await showApp({ path })
  const days = await field('Longest session (days)')
  const row = days.closest('li') as HTMLElement
  expect(row.textContent).toMatch(/Meets .*\(AAL1\): at most 30 days.*Weaker than .*\(AAL2\): at most 1 day/)
  await userEvent.clear(days)
  await userEvent.type(days, '31')
  await press('Apply changes')
  expect(within(row).getByText('Write a whole number from 1 to 30.')).toBeTruthy()
  expect(document.activeElement).toBe(days)
  await userEvent.clear(days)
  await userEvent.type(days, '1')
  expect(row.textContent).toMatch(/Meets .*\(AAL2\)/)
  expect(bodies).toEqual([])
  await press('Apply changes')
  await waitFor(() => expect(bodies).toEqual([{ sessions: { max_days: 1 } }]))
  expect((await screen.findAllByText('Changes applied')).length).toBeGreaterThan(0)
})

test('what nobody may choose stands below, without a field', async () => {
  await showApp({ path })
  expect(await screen.findByText('65 bits', {}, { timeout: 5000 })).toBeTruthy()
  expect(screen.queryByLabelText(/Backup code/)).toBeNull()
})

test('numbers are written as people write them', () => {
  expect([amountWords(1, 'tries'), amountWords(5, 'each'), amountWords(7, null)]).toEqual(['1 try', '5', '7'])
  expect([nameWords('lockout.minutes'), nameWords('codes.sms_length')]).toEqual(['First lock', 'Codes SMS length'])
})
