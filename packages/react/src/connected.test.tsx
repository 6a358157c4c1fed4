import type { Countersign } from '@countersign/js'
import { cleanup, render, screen, waitFor, within } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import type { ReactNode } from 'react'
import { afterEach, expect, test, vi } from 'vitest'
import { createPeer, type Facts, goodCode, newCodes } from '../test/peer.ts'
import { CountersignProvider } from './provider.tsx'
import { SessionTasks } from './session-tasks/session-tasks.tsx'
import { SetupMfa } from './setup-mfa/setup-mfa.tsx'
import { SignIn } from './sign-in/sign-in.tsx'
import { SignUp } from './sign-up/sign-up.tsx'
import { UserButton } from './user-button/user-button.tsx'
import { UserProfile } from './user-profile/user-profile.tsx'

afterEach(cleanup)

async function show(client: Countersign, children: ReactNode) {
  await client.load()
  render(<CountersignProvider client={client}>{children}</CountersignProvider>)
}
const security = <UserProfile section="security" hrefOf={(section) => `/user/${section}`} />
const press = async (name: string | RegExp) => userEvent.click(await screen.findByRole('button', { name }))
const type = async (label: string, text: string) => userEvent.type(await screen.findByLabelText(label), text)
const appField = 'Code from your authenticator app'

async function showSecurity(given: Partial<Facts>) {
  const peer = createPeer(given)
  await show(peer.client, security)
  return peer
}

test('2-step verification is found under Security, then Sign in (S23)', async () => {
  await showSecurity({})
  const headings = (await screen.findAllByRole('heading')).map((heading) => [heading.tagName, heading.textContent])
  expect(headings.slice(0, 3)).toEqual([
    ['H1', 'Security'],
    ['H2', 'Sign in'],
    ['H3', '2-step verification'],
  ])
})

test.each([
  [[], null],
  [['totp'], ['Authenticator app']],
  [['backup_code'], ['Backup codes']],
  [
    ['totp', 'backup_code'],
    ['Authenticator app', 'Backup codes'],
  ],
])('with %j enabled, exactly these second steps are shown (S9, S24)', async (factors, shown) => {
  await showSecurity({ factors })
  await screen.findByRole('heading', { name: 'Security' })
  const section = screen.queryByRole('region', { name: '2-step verification' })
  if (shown === null) return expect(section).toBeNull()
  const items = section ? within(section).getAllByRole('listitem') : []
  expect(items.map((item) => item.querySelector('[data-slot="list-title"]')?.textContent?.trim())).toEqual(shown)
})

test('on the old component version the authenticator app is not offered (S21)', async () => {
  await showSecurity({ version: 3 })
  await screen.findByRole('heading', { name: '2-step verification' })
  expect(screen.queryByText('Authenticator app')).toBeNull()
  expect(screen.queryByRole('button', { name: 'Set up' })).toBeNull()
})

test('a wrong code turns nothing on and leaves the same secret; the right one does (S30, S31)', async () => {
  const { asked, facts } = await showSecurity({})
  await press('Set up')
  const dialog = await screen.findByRole('dialog', { name: 'Set up your authenticator app' })
  await type(appField, '000000')
  await within(dialog).findByText('That code is incorrect.')
  expect(facts.totp).toBe(false)
  expect(within(dialog).getByText('JBSW Y3DP EHPK 3PXP')).toBeTruthy()
  await userEvent.clear(screen.getByLabelText(appField))
  await type(appField, goodCode)
  await within(dialog).findByText('2-step verification is on')
  expect(asked.filter((key) => key === 'POST /me/totp')).toHaveLength(1)
})

test('closing the enrolment before a code leaves the account as it was (S30)', async () => {
  const { facts } = await showSecurity({})
  await press('Set up')
  await screen.findByRole('dialog')
  await press('Close')
  await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull())
  expect(facts.totp).toBe(false)
  expect(screen.getByRole('button', { name: 'Set up' })).toBeTruthy()
})

test('the first enrolment ends with its backup codes, kept on screen until they are saved (S43)', async () => {
  await showSecurity({})
  await press('Set up')
  await type(appField, goodCode)
  const list = await screen.findByRole('list', { name: 'Backup codes' })
  expect(
    within(list)
      .getAllByRole('listitem')
      .map((item) => item.textContent),
  ).toEqual(newCodes)
  await userEvent.keyboard('{Escape}')
  expect(screen.getByRole('list', { name: 'Backup codes' })).toBeTruthy()
  await userEvent.click(screen.getByLabelText('I have saved my backup codes'))
  await press('Done')
  await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull())
  expect(screen.getByText('10 left. Each works once.')).toBeTruthy()
  await waitFor(() => expect(document.activeElement?.textContent).toBe('2-step verification'))
})

test('an enrolment that makes no new set ends without codes (S43)', async () => {
  await showSecurity({ factors: ['totp'] })
  await press('Set up')
  await type(appField, goodCode)
  await screen.findByRole('dialog', { name: 'All set' })
  expect(screen.queryByRole('list', { name: 'Backup codes' })).toBeNull()
  await press('Done')
  await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull())
})

test('new backup codes are made only after a warning that the old ones stop working (S44)', async () => {
  const { asked } = await showSecurity({ totp: true, codesLeft: 7 })
  await screen.findByText('7 left. Each works once.')
  await press('Make new codes')
  const question = await screen.findByRole('alertdialog', { name: 'Make new backup codes?' })
  expect(within(question).getByText(/old codes, used or not, stop working at once/)).toBeTruthy()
  expect(asked).not.toContain('POST /me/backup_codes')
  await userEvent.click(within(question).getByRole('button', { name: 'Make new codes' }))
  expect(await screen.findByRole('dialog', { name: 'Your new backup codes' })).toBeTruthy()
})

test.each([
  [4, null],
  [3, 'You have 3 left. Make new ones before you run out.'],
  [1, 'You have 1 left. Make new ones before you run out.'],
  [0, 'You have used them all. Without your other second step you could not sign in.'],
])('with %i codes left the warning is %j', async (codesLeft, warning) => {
  await showSecurity({ totp: true, codesLeft })
  await screen.findByText('Backup codes')
  if (warning === null) expect(screen.queryByText('Few backup codes left')).toBeNull()
  else expect(screen.getByText(warning)).toBeTruthy()
})

test('a second step is removed after a question (S26)', async () => {
  const { facts } = await showSecurity({ totp: true, codesLeft: 10 })
  await press('Remove Unnamed app')
  const question = await screen.findByRole('alertdialog', { name: 'Remove the authenticator app?' })
  expect(facts.totp).toBe(true)
  await userEvent.click(within(question).getByRole('button', { name: 'Remove' }))
  await screen.findByRole('button', { name: 'Set up' })
  expect(facts.totp).toBe(false)
})

test('one more authenticator app is named, set up beside the first, renamed and removed', async () => {
  const { facts } = await showSecurity({ totp: true, required: true })
  await press('Add another app')
  const naming = await screen.findByRole('dialog', { name: 'Add another authenticator app' })
  await userEvent.type(within(naming).getByLabelText('Name'), 'Tablet')
  await userEvent.click(within(naming).getByRole('button', { name: 'Continue' }))
  await userEvent.type(await screen.findByLabelText(appField), goodCode)
  expect(await screen.findByText('This app is ready')).toBeTruthy()
  await press('Done')
  await press('Rename Tablet')
  const renaming = await screen.findByRole('dialog', { name: 'Rename this app' })
  await userEvent.clear(within(renaming).getByLabelText('Name'))
  await userEvent.type(within(renaming).getByLabelText('Name'), 'Old tablet')
  await userEvent.click(within(renaming).getByRole('button', { name: 'Save' }))
  await press('Remove Old tablet')
  const question = await screen.findByRole('alertdialog', { name: 'Remove Old tablet?' })
  await userEvent.click(within(question).getByRole('button', { name: 'Remove' }))
  await waitFor(() => expect(screen.queryByText('Old tablet')).toBeNull())
  expect([facts.totp, facts.moreApps]).toEqual([true, []])
})

test('a required second step cannot be removed, and the page says why', async () => {
  await showSecurity({ totp: true, required: true })
  expect(await screen.findByText(/Acme requires a second step/)).toBeTruthy()
  expect(screen.queryByRole('button', { name: /^Remove/ })).toBeNull()
})

test('a second step whose kind was switched off is said to be unused (S11)', async () => {
  await showSecurity({ factors: ['backup_code'], totp: true })
  expect(await screen.findByText('Your second step is no longer used')).toBeTruthy()
  expect(screen.getByText('Still set up, but Acme does not use it any more.')).toBeTruthy()
})

test('a sensitive change asks who is there first, and then goes through by itself (R64)', async () => {
  const { facts, asked } = await showSecurity({ totp: true, codesLeft: 5, isFresh: false })
  await press('Remove Unnamed app')
  await userEvent.click(within(await screen.findByRole('alertdialog')).getByRole('button', { name: 'Remove' }))
  const dialog = await screen.findByRole('dialog', { name: 'Is it still you?' })
  await waitFor(() => expect(screen.queryByRole('alertdialog')).toBeNull())
  await userEvent.type(await within(dialog).findByLabelText(appField), '999999')
  await within(dialog).findByText('That code is incorrect.')
  expect(facts.totp).toBe(true)
  await userEvent.clear(within(dialog).getByLabelText(appField))
  await userEvent.type(within(dialog).getByLabelText(appField), goodCode)
  await screen.findByRole('button', { name: 'Set up' })
  expect(facts.totp).toBe(false)
  expect(asked.filter((key) => key === 'DELETE /me/authenticator_apps/totp_1')).toHaveLength(2)
})

test('whoever declines to prove it again changes nothing and is back where they were', async () => {
  const { facts } = await showSecurity({ totp: true, isFresh: false })
  await press('Remove Unnamed app')
  await userEvent.click(within(await screen.findByRole('alertdialog')).getByRole('button', { name: 'Remove' }))
  const dialog = await screen.findByRole('dialog', { name: 'Is it still you?' })
  await userEvent.click(within(dialog).getByRole('button', { name: 'Close' }))
  expect(within(await screen.findByRole('alertdialog')).queryByRole('alert')).toBeNull()
  expect(facts.totp).toBe(true)
})

test('other sessions can be ended from here, this one is marked', async () => {
  const { facts } = await showSecurity({ others: 1 })
  expect(await screen.findByText('This device')).toBeTruthy()
  await press(/Sign out Firefox/)
  await screen.findByText('You are signed in nowhere else.')
  expect(facts.others).toBe(0)
})

test('with a second step on, sign-in asks for it after the password, and only then is it complete (S32, S33)', async () => {
  const { client, facts } = createPeer({ signedIn: false, totp: true, codesLeft: 2 })
  const onComplete = vi.fn()
  await show(client, <SignIn onComplete={onComplete} />)
  await type('E-mail address', 'ada@acme.example{Enter}')
  await type('Password', 'correct horse{Enter}')
  await type(appField, '000000')
  await screen.findByText('That code is incorrect.')
  expect([facts.signedIn, onComplete.mock.calls.length]).toEqual([false, 0])
  await press('Use another method')
  expect(screen.queryByText('That code is incorrect.')).toBeNull()
  await press('One of your backup codes')
  await type('Backup code', 'AAAA-BBBB-CCC10{Enter}')
  await waitFor(() => expect(onComplete).toHaveBeenCalledTimes(1))
  expect(onComplete.mock.calls[0]?.[0]).toMatchObject({ id: 'sess_1', status: 'active' })
})

test('without a second step, the same screens complete after the password (S58)', async () => {
  const { client } = createPeer({ signedIn: false })
  const onComplete = vi.fn()
  await show(client, <SignIn onComplete={onComplete} />)
  await type('E-mail address', 'ada@acme.example{Enter}')
  await type('Password', 'correct horse{Enter}')
  await waitFor(() => expect(onComplete).toHaveBeenCalledTimes(1))
})

test('when the server gives up on an attempt, the screen says so and offers a new start', async () => {
  const { client } = createPeer({ signedIn: false, totp: true, wrongCodes: 5 })
  await show(client, <SignIn onComplete={() => {}} />)
  await type('E-mail address', 'ada@acme.example{Enter}')
  await type('Password', 'correct horse{Enter}')
  await type(appField, '000000')
  const banner = await screen.findByRole('alert')
  expect(banner.textContent).toContain('Too many wrong codes.')
  await userEvent.click(within(banner).getByRole('button', { name: 'Start again' }))
  expect(await screen.findByLabelText('E-mail address')).toBeTruthy()
})

test('where a second step is required, sign-in ends in setting one up, and waits until its codes are saved (S3, S22)', async () => {
  const { client } = createPeer({ signedIn: false, required: true })
  const onComplete = vi.fn()
  await show(client, <SignIn onComplete={onComplete} />)
  await type('E-mail address', 'ada@acme.example{Enter}')
  await type('Password', 'correct horse{Enter}')
  await screen.findByRole('heading', { name: 'Set up 2-step verification' })
  await press('Set up')
  await type(appField, goodCode)
  await userEvent.click(await screen.findByLabelText('I have saved my backup codes'))
  expect(onComplete).not.toHaveBeenCalled()
  await press('Done')
  expect(onComplete).toHaveBeenCalledTimes(1)
})

test('a password that others know is replaced, beside its field when refused, and a required second step comes after it', async () => {
  const { client, facts } = createPeer({ compromised: true, required: true })
  await show(client, <SessionTasks onDone={() => {}} />)
  await screen.findByRole('heading', { name: 'Choose a new password' })
  await type('New password', 'correct horse{Enter}')
  await waitFor(() => expect(screen.getByLabelText('New password').getAttribute('aria-invalid')).toBe('true'))
  await userEvent.clear(screen.getByLabelText('New password'))
  await type('New password', 'another fine phrase{Enter}')
  await screen.findByRole('heading', { name: 'Set up 2-step verification' })
  await press('Sign out')
  await waitFor(() => expect(facts.signedIn).toBe(false))
})

const words = {
  'You can put it off 3 more times.': { until: null, skips_left: 3 },
  'You can put it off once more.': { until: null, skips_left: 1 },
  'from January 15, 2030': { until: Date.UTC(2030, 0, 15, 12), skips_left: null },
}
test.each(Object.entries(words))(
  'a second step that can wait says until when, and "Not now" goes on: %s',
  async (said, left) => {
    const enrolment = {
      rule: { id: 'all', name: 'All' },
      factors: ['totp'],
      reason: 'grace',
      may_skip: true,
      is_skipped: false,
    }
    const { client, asked } = createPeer({ signedIn: false, enrolment: { ...enrolment, ...left } })
    const onComplete = vi.fn()
    await show(client, <SignIn onComplete={onComplete} />)
    await type('E-mail address', 'ada@acme.example{Enter}')
    await type('Password', 'correct horse{Enter}')
    expect(await screen.findByText(new RegExp(said))).toBeTruthy()
    expect(onComplete).not.toHaveBeenCalled()
    await press('Not now')
    await waitFor(() => expect(onComplete).toHaveBeenCalledTimes(1))
    expect(asked).toContain('POST /client/sessions/sess_1/tasks/setup-mfa/skip')
  },
)

test('when time is over there is no "Not now", and only what the rule takes is offered', async () => {
  const enrolment = {
    rule: { id: 'all', name: 'All' },
    factors: ['passkey'],
    reason: 'grace_over',
    until: null,
    skips_left: 0,
  }
  const { client } = createPeer({ required: true, enrolment: { ...enrolment, may_skip: false, is_skipped: false } })
  await show(client, <SetupMfa onDone={() => {}} />)
  expect(screen.getByText(/The time to set up a second step is over/)).toBeTruthy()
  expect(screen.queryByRole('button', { name: 'Not now' })).toBeNull()
  expect(screen.queryByText('Authenticator app')).toBeNull()
})

test('with nothing to set up, the required step says whom to ask and lets one leave', async () => {
  const { client, facts } = createPeer({ required: true, version: 3 })
  await show(client, <SetupMfa onDone={() => {}} />)
  expect(screen.getByText(/Ask the people who run Acme/)).toBeTruthy()
  await press('Sign out')
  await waitFor(() => expect(facts.signedIn).toBe(false))
})

test('an account is made from an address, a password and the code sent there', async () => {
  const { client, asked } = createPeer({ signedIn: false })
  const onComplete = vi.fn()
  await show(client, <SignUp onComplete={onComplete} />)
  await type('E-mail address', 'ada@acme.example')
  await type('Password', 'correct horse battery{Enter}')
  await type('Code from the e-mail', goodCode)
  await waitFor(() => expect(onComplete).toHaveBeenCalledTimes(1))
  expect(asked.filter((key) => key.endsWith('prepare_verification'))).toHaveLength(1)
})

test('the account menu says whose it is and signs out', async () => {
  const { client, facts } = createPeer({})
  const onSignedOut = vi.fn()
  await show(client, <UserButton profileUrl="/user" onSignedOut={onSignedOut} />)
  await press('Account menu of Ada Lovelace')
  expect(await screen.findByRole('menuitem', { name: 'Manage account' })).toBeTruthy()
  await userEvent.click(screen.getByRole('menuitem', { name: 'Sign out' }))
  await waitFor(() => expect(onSignedOut).toHaveBeenCalledTimes(1))
  expect(facts.signedIn).toBe(false)
})

test('a browser that blocks cookies is told so, and can start again', async () => {
  const { client, facts } = createPeer({ signedIn: false, isBlocking: true })
  await show(client, <SignIn onComplete={() => {}} />)
  await type('E-mail address', 'ada@acme.example')
  await press('Continue')
  await type('Password', 'correct horse')
  await press('Continue')
  expect((await screen.findByRole('alert')).textContent).toContain('Allow cookies for this site, then start again.')
  facts.isBlocking = false
  await type('E-mail address', 'ada@acme.example')
  await press('Continue')
  await screen.findByLabelText('Password')
})
