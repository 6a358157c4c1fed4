import { cleanup, render, screen, waitFor } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { afterEach, expect, test } from 'vitest'
import { quiet } from '../../test/account-recovery.ts'
import { createPeer, newCodes } from '../../test/peer.ts'
import { CountersignProvider } from '../provider.tsx'
import { UserProfile } from '../user-profile/user-profile.tsx'

afterEach(cleanup)

async function show(recovery: typeof quiet, section: 'profile' | 'security' = 'security') {
  const peer = createPeer({ totp: true, codesLeft: 10, recovery })
  await peer.client.load()
  render(
    <CountersignProvider client={peer.client}>
      <UserProfile section={section} hrefOf={(name) => `/user/${name}`} />
    </CountersignProvider>,
  )
  return peer
}
const press = async (name: string) => userEvent.click(await screen.findByRole('button', { name }))

test('a recovery that somebody began stands on every page of the account, and one press cancels it (R78)', async () => {
  const recovery = {
    object: 'recovery',
    id: 'rec_1',
    started_by: 'user',
    status: 'waiting',
    browser_name: 'Firefox',
    device_type: 'Linux',
    ip: null,
    started_at: 1,
    ready_at: 2,
    expires_at: 3,
  }
  const { asked } = await show({ ...quiet, recovery }, 'profile')
  expect((await screen.findByRole('alert')).textContent).toContain('from Firefox, Linux')
  await press('Cancel it')
  await waitFor(() => expect(screen.queryByText('Somebody is replacing your second step')).toBeNull())
  expect(asked).toContain('DELETE /me/recovery')
  cleanup()
  await show({ ...quiet, recovery: { ...recovery, started_by: 'operator' } })
  expect((await screen.findByRole('alert')).textContent).toContain('The people who run Acme')
})

test('under Security stand what one loss would do, where a code was last used, and after a year the question for the codes', async () => {
  const losses = [{ lost: 'passkey', id: 'idn_1', left: [], is_locked_out: true }]
  const outlook = { ...quiet.outlook, is_one_loss_from_lockout: true, losses }
  const backup_codes = {
    object: 'backup_codes_state',
    left: 9,
    made_at: 1,
    last_used_at: 2,
    last_used_browser: 'Firefox',
    last_used_device: null,
    last_used_ip: '192.0.2.1',
    proved_at: null,
    is_check_due: true,
  }
  await show({ ...quiet, outlook, backup_codes })
  expect(await screen.findByText(/One passkey is all there is/)).toBeTruthy()
  expect(screen.getByText(/last used .*, from Firefox, 192\.0\.2\.1/)).toBeTruthy()
  await press('Check one')
  const field = await screen.findByLabelText('Backup code')
  await userEvent.type(field, 'AAAA{Enter}')
  expect(await screen.findByText('That code has a typo.')).toBeTruthy()
  await userEvent.clear(field)
  await userEvent.type(field, `${newCodes[0]}{Enter}`)
  await waitFor(() => expect(screen.queryByText('Do you still have your backup codes?')).toBeNull())
})
