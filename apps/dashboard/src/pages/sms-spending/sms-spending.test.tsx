import { cleanup, screen, waitFor, within } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { afterEach, expect, test } from 'vitest'
import { at, createMessaging, type Messaging } from '../../testing/messaging.ts'
import { goodCode } from '../../testing/operator.ts'
import { heading, press, showApp } from '../../testing/show-app.tsx'

afterEach(cleanup)

const path = '/instances/ins_acme/messages/sms-spending'
const change = 'PATCH /dashboard/api/instances/ins_acme/settings'
const none = { sent: 0, notices: 0, answered: 0, refused: 0, spent: 0, saved: 0 }
const spending = {
  days: [
    { day: '2026-11-23', ...none },
    { day: '2026-11-24', sent: 40, notices: 2, answered: 12, refused: 30, spent: 3, saved: 2.25 },
  ],
  countries: [
    { country: 'FR', sent: 10, notices: 2, answered: 8, refused: 0, spent: 0.6, saved: 0 },
    { country: 'DE', sent: 30, notices: 0, answered: 4, refused: 30, spent: 2.4, saved: 2.25 },
  ],
  budget: { used: 3, most: 6, level: 50 as const, resets_at: at },
  is_paid: true,
}
const pause = {
  ...{ id: 'pause_1', range: '+4915222', since: at, until: at + 3_600_000, sent: 20, answered: 1 },
  ...{ lifted_at: null, is_paused: true },
}
const show = (messaging: Partial<Messaging> = {}, isFresh = true) =>
  showApp({ path, facts: { isFresh, messaging: createMessaging(messaging) } })

test('the page says what was spent, what came of it and what was saved', async () => {
  await show({ spending })
  const totals = await screen.findByRole('list', { name: 'In the last 30 days' }, { timeout: 5000 })
  expect(
    within(totals)
      .getAllByRole('listitem')
      .map((each) => each.textContent),
  ).toEqual([...['Spent 3.00', 'Codes sent 40', 'Codes typed in 12', 'Notices 2', 'Stopped 30', 'Money saved 2.25']])
  expect(screen.getByText('3.00 of 6.00').parentElement?.textContent).toContain('(50 %)')
})

test('the chart has the same numbers as a table', async () => {
  await show({ spending })
  expect(await screen.findByRole('img', { name: /Spend by day from Nov 23 to Nov 24/ }, { timeout: 5000 })).toBeTruthy()
  await userEvent.click(screen.getByText('The numbers as a table'))
  const table = within(screen.getByRole('region', { name: 'Spend by day' })).getByRole('table')
  expect(
    within(table)
      .getAllByRole('row')
      .map((row) => row.textContent),
  ).toEqual(['DaySpentCodes sentTyped inNoticesStoppedSaved', 'Nov 243.0040122302.25', 'Nov 230.0000000.00'])
})

test('countries are listed with the share of codes that were typed in, the dearest first', async () => {
  await show({ spending })
  const table = within(await screen.findByRole('region', { name: 'By country' }, { timeout: 5000 })).getByRole('table')
  expect(
    within(table)
      .getAllByRole('row')
      .slice(1)
      .map((row) => row.textContent),
  ).toEqual(['Germany30413 %02.40302.25', 'France10880 %20.6000.00'])
})

test('a paused range is resumed after a question and a fresh proof (R130, R136)', async () => {
  const { asked } = await show({ pauses: [pause], state: { budget_level: 0, paused: 1 } }, false)
  expect(await screen.findByText('One range of numbers gets no SMS at the moment')).toBeTruthy()
  expect(await screen.findByRole('link', { name: 'SMS spending 1 paused' })).toBeTruthy()
  await press(/^Resume/)
  const question = await screen.findByRole('alertdialog', { name: 'Send to +4915222… again?' })
  await userEvent.click(within(question).getByRole('button', { name: 'Resume' }))
  const dialog = await screen.findByRole('dialog', { name: 'Is it still you?' })
  await userEvent.type(await within(dialog).findByLabelText('Code from your authenticator app'), goodCode)
  expect(await screen.findByText('Resumed')).toBeTruthy()
  await waitFor(() => expect(document.activeElement).toBe(screen.getByRole('heading', { name: 'SMS spending' })))
  expect(asked.filter((key) => key.endsWith('/sms/pauses/pause_1/lift'))).toHaveLength(2)
  await waitFor(() => expect(screen.queryByText('One range of numbers gets no SMS at the moment')).toBeNull())
})

test('a budget that is used up is told on the page, in the navigation and where an instance opens (R135)', async () => {
  const state = { budget_level: 100 as const, paused: 0 }
  await show({ state })
  expect(await screen.findByText('The SMS budget of today is used up')).toBeTruthy()
  const link = await screen.findByRole('link', { name: 'SMS spending 100 %' })
  const nav = screen.getByRole('navigation', { name: 'Instance' })
  await userEvent.click(within(nav).getByRole('link', { name: 'Multi-factor' }))
  await heading('Multi-factor')
  expect(await screen.findByText('The SMS budget of today is used up')).toBeTruthy()
  expect(link.getAttribute('aria-current')).toBeNull()
})

test('budget and prices are staged, and nothing but what changed is sent (S18)', async () => {
  const { asked, bodies } = await show()
  const budget = await screen.findByLabelText('Daily budget', {}, { timeout: 5000 })
  const prices = screen.getByLabelText('Prices by country')
  await userEvent.clear(budget)
  await userEvent.type(budget, 'a lot')
  expect(screen.getByText(/Enter an amount such as 50/)).toBeTruthy()
  await press('Apply changes')
  expect(document.activeElement).toBe(budget)
  await userEvent.clear(budget)
  await userEvent.type(budget, '12.5')
  await userEvent.type(prices, 'de 0.075, France 0.06')
  expect(screen.getByText('Write a two-letter code and a price instead of “France 0.06”.')).toBeTruthy()
  await userEvent.clear(prices)
  await userEvent.type(prices, 'de 0.075')
  expect(screen.getByText('Germany')).toBeTruthy()
  expect(asked).not.toContain(change)
  await press('Apply changes')
  expect((await screen.findAllByText('Changes applied')).length).toBeGreaterThan(0)
  expect(bodies).toEqual([{ sms: { daily_budget: 12.5, prices: { DE: 0.075 } } }])
})

test('the share reserved for verified numbers is a whole percentage within its bounds, and is sent alone', async () => {
  const { bodies } = await show()
  const reserved = await screen.findByLabelText<HTMLInputElement>(
    'Reserved for verified numbers (percent)',
    {},
    { timeout: 5000 },
  )
  expect(reserved.value).toBe('33')
  for (const wrong of ['9', '91', '33.5']) {
    await userEvent.clear(reserved)
    await userEvent.type(reserved, wrong)
    expect(screen.getByText('Enter a whole number from 10 to 90.')).toBeTruthy()
  }
  await press('Apply changes')
  expect(document.activeElement).toBe(reserved)
  await userEvent.clear(reserved)
  await userEvent.type(reserved, '50')
  await press('Apply changes')
  await waitFor(() => expect(bodies).toEqual([{ sms: { reserved_percent: 50 } }]))
})

test('without a transport or a message the page says how to get them', async () => {
  await show({ spending: { ...createMessaging().spending, is_paid: false } })
  expect(await screen.findByText(/No transport for SMS is set up/, {}, { timeout: 5000 })).toBeTruthy()
  expect(screen.getByText('No SMS was asked for in these days.')).toBeTruthy()
  expect(await screen.findByText(/No range was paused/)).toBeTruthy()
  expect(await screen.findByText(/none is chosen yet, so nobody gets any/)).toBeTruthy()
})
