import { cleanup, screen, waitFor } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { afterEach, expect, test } from 'vitest'
import { createMessaging } from '../../testing/messaging.ts'
import { showApp } from '../../testing/show-app.tsx'

afterEach(cleanup)

const path = '/instances/ins_acme/messages/previews'
const previews = {
  email: [
    { name: 'code.sign_in', subject: 'Your code', text: 'The code is 123456' },
    { name: 'factor_removed', subject: 'A factor is gone', text: 'Somebody removed it' },
  ],
  sms: [{ name: 'code.second_factor', text: '123456 is your Acme code' }],
}
const frame = () => screen.findByTitle<HTMLIFrameElement>(/^Preview: /, {}, { timeout: 5000 })

test('a mail is shown as HTML in a frame that can do nothing, and as text', async () => {
  await showApp({ path, facts: { messaging: createMessaging({ previews }) } })
  const shown = await frame()
  expect(shown.getAttribute('sandbox')).toBe('')
  expect(shown.getAttribute('src')).toBe(
    '/dashboard/api/instances/ins_acme/message-previews/html?language=en&name=code.sign_in&_clerk_session_id=sess_1',
  )
  expect(screen.getByText('The code is 123456')).toBeTruthy()
})

test('another language, another message and the text message are a choice away', async () => {
  await showApp({ path, facts: { messaging: createMessaging({ previews }) } })
  await frame()
  await userEvent.selectOptions(screen.getByLabelText('Language'), 'Arabic')
  await userEvent.selectOptions(await screen.findByLabelText('Message'), 'Factor removed')
  await waitFor(async () => expect((await frame()).src).toContain('language=ar&name=factor_removed'))
  expect(screen.getByText('Somebody removed it').getAttribute('lang')).toBe('ar')
  await userEvent.selectOptions(screen.getByLabelText('Sent by'), 'SMS')
  expect(await screen.findByText('123456 is your Acme code')).toBeTruthy()
  expect(screen.queryByTitle(/^Preview/)).toBeNull()
})
