import { cleanup, screen, within } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { afterEach, expect, test } from 'vitest'
import { at, createMessaging, type Messaging } from '../../testing/messaging.ts'
import { goodCode } from '../../testing/operator.ts'
import { press, showApp } from '../../testing/show-app.tsx'

afterEach(cleanup)

const path = '/instances/ins_acme/messages/transports'
const twilio = {
  ...{ channel: 'sms' as const, position: 0, name: 'twilio', sent: 7, failed: 2, last_sent_at: at },
  ...{ last_failure: { at, problem: 'twilio: answered 500' }, paused_until: null },
}
const show = (messaging: Partial<Messaging> = {}, isFresh = true) =>
  showApp({ path, facts: { isFresh, messaging: createMessaging(messaging) } })

test('transports are listed with what they did in a day; a channel without one says how to set it up', async () => {
  await show({ transports: [twilio] })
  const list = await screen.findByRole('list', { name: 'Transports for SMS' }, { timeout: 5000 })
  expect(list.textContent).toMatch(/twilio.*7 sent, 2 not taken · last sent .*Last failure .*: twilio: answered 500/)
  expect(screen.getByText('COUNTERSIGN_MAIL')).toBeTruthy()
  expect(screen.queryByText('COUNTERSIGN_SMS')).toBeNull()
})

test('a test is sent after a fresh proof, and the page says what the provider said (R130)', async () => {
  const { bodies, facts } = await show({ transports: [twilio] }, false)
  await press('Send test through twilio')
  const field = await screen.findByLabelText('Your phone number')
  expect(document.activeElement).toBe(field)
  await userEvent.type(field, '+49 151 23456789{Enter}')
  const proof = await screen.findByRole('dialog', { name: 'Is it still you?' })
  await userEvent.type(await within(proof).findByLabelText('Code from your authenticator app'), goodCode)
  const dialog = await screen.findByRole('dialog', { name: 'Send a test through twilio' })
  expect(await within(dialog).findByText('twilio took the message. It should arrive soon.')).toBeTruthy()
  expect(bodies.at(-1)).toEqual({ channel: 'sms', position: 0, to: '+49 151 23456789' })
  facts.messaging.outcome = { outcome: 'refused', problem: 'twilio: no such number' }
  await userEvent.click(within(dialog).getByRole('button', { name: 'Send test' }))
  expect((await within(dialog).findByRole('alert')).textContent).toContain('twilio: no such number')
})
