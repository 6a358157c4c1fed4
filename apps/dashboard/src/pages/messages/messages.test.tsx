import { cleanup, screen, waitFor, within } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { afterEach, expect, test } from 'vitest'
import { at, createMessaging, someMessage } from '../../testing/messaging.ts'
import { press, showApp } from '../../testing/show-app.tsx'

afterEach(cleanup)

const path = '/instances/ins_acme/messages'
const list = () => screen.findByRole('list', { name: 'Messages' }, { timeout: 5000 })
const show = (...messages: Parameters<typeof someMessage>[0][]) =>
  showApp({ path, facts: { messaging: createMessaging({ messages: messages.map((each) => someMessage(each)) }) } })

test('a message shows where it went, by which transport, at which price and how it stands', async () => {
  await show({}, { id: 'msg_2', channel: 'email', kind: 'factor_removed', price: 0, status: 'queued', transport: null })
  const [first, second] = within(await list()).getAllByRole('listitem')
  expect(first?.textContent).toMatch(/\+49 \*{7}6789 Sent.*Code · SMS · twilio · 0\.075 · .*20/)
  expect(second?.textContent).toMatch(/Waiting.*Factor removed · E-mail · /)
})

test('what the provider reported counts for more than that it took the message', async () => {
  await show({ receipt: 'failed' })
  expect(within(await list()).getByText('Not delivered')).toBeTruthy()
})

test('older messages come when they are asked for', async () => {
  await show({ id: 'msg_5' }, { id: 'msg_4' }, { id: 'msg_3' })
  expect(within(await list()).getAllByRole('listitem')).toHaveLength(2)
  await press('Show older messages')
  await waitFor(async () => expect(within(await list()).getAllByRole('listitem')).toHaveLength(3))
  expect(screen.queryByRole('button', { name: 'Show older messages' })).toBeNull()
})

test('one message is opened with its whole way', async () => {
  const failures = [{ at, transport: 'sns', problem: 'sns: answered 503' }]
  await show({ status: 'refused', problem: 'twilio: no such number', failures })
  await press(/^Details/)
  const dialog = await screen.findByRole('dialog', { name: 'Message details' })
  expect(await within(dialog).findByText('twilio: no such number')).toBeTruthy()
  expect(dialog.textContent).toContain('Germany')
  expect(dialog.textContent).toMatch(/Failed by sns.*: sns: answered 503/)
  expect(within(dialog).getByText('Taken by the transport')).toBeTruthy()
})

test('shows the code and the text of a message of a development instance', async () => {
  const content = { subject: 'Your code', body: 'Enter 123456\nto continue.', code: '123456' }
  await show({ channel: 'email', content })
  await press(/^Details/)
  const dialog = await screen.findByRole('dialog', { name: 'Message details' })
  expect(await within(dialog).findByText('123456')).toBeTruthy()
  expect(dialog.textContent).toContain('Enter 123456\nto continue.')
  expect(within(dialog).getByRole('button', { name: 'Copy code' })).toBeTruthy()
})

test('messages are found by their whole address, and by channel and status', async () => {
  await show({ to: '+4915112345678' }, { id: 'msg_2', to: 'x@example.com', channel: 'email' })
  await list()
  await userEvent.type(screen.getByLabelText('Sent to'), ' x@example.com {Enter}')
  await waitFor(async () => expect(within(await list()).getAllByRole('listitem')).toHaveLength(1))
  await userEvent.selectOptions(screen.getByLabelText('Channel'), 'SMS')
  expect(await screen.findByText(/Nothing was sent to that address or number/)).toBeTruthy()
})

test('an empty list says what will be in it', async () => {
  await show()
  expect(await screen.findByText(/Nothing was sent yet\./, {}, { timeout: 5000 })).toBeTruthy()
})
