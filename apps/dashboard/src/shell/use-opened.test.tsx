import { cleanup, screen, waitFor } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { afterEach, expect, test } from 'vitest'
import { at, createMessaging, someMessage } from '../testing/messaging.ts'
import { showApp } from '../testing/show-app.tsx'

afterEach(cleanup)

const transport = {
  ...{ channel: 'sms' as const, position: 0, name: 'twilio', sent: 0, failed: 0, last_sent_at: null },
  ...{ last_failure: null, paused_until: null },
}
const pause = {
  ...{ id: 'pause_1', range: '+4915222', since: at, until: at + 3_600_000, sent: 20, answered: 1 },
  ...{ lifted_at: null, is_paused: true },
}
const messaging = createMessaging({ messages: [someMessage()], transports: [transport], pauses: [pause] })

test.each([
  ['users', 'Create user'],
  ['api-keys', 'Create key'],
  ['api-keys', /^Roll default/],
  ['messages', /^Details/],
  ['messages/transports', /^Send test/],
  ['messages/sms-spending', /^Resume/],
])('on %s the focus is back on the button when the dialog it opened is closed', async (page, name) => {
  await showApp({ path: `/instances/ins_acme/${page}`, facts: { messaging } })
  const [opener] = await screen.findAllByRole('button', { name }, { timeout: 5000 })
  if (!opener) throw new Error('There is no such button.')
  await userEvent.click(opener)
  await waitFor(() => expect(document.querySelector('[role$="dialog"]')?.contains(document.activeElement)).toBe(true))
  await userEvent.keyboard('{Escape}')
  await waitFor(() => expect(document.activeElement).toBe(opener))
})
