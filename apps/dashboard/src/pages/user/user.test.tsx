import type { MfaReceiptView } from '@countersign/contract'
import { cleanup, screen, waitFor, within } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { afterEach, expect, test } from 'vitest'
import type { UserDetails } from '../../api/user-views.ts'
import { at } from '../../testing/messaging.ts'
import { goodCode } from '../../testing/operator.ts'
import { createPeople, someDetails, someEvent } from '../../testing/people.ts'
import { createPolicy } from '../../testing/policy.ts'
import { heading, press, showApp } from '../../testing/show-app.tsx'
import { doerWords, eventWords } from '../../words/event-words.ts'
import { wordsOf } from './ask.ts'
import { receiptWords } from './receipt-words.ts'

afterEach(cleanup)

const path = '/instances/ins_acme/users/user_1'
const list = (name: string) => screen.findByRole('list', { name }, { timeout: 5000 })
const question = () => screen.findByRole('alertdialog')
const confirm = async (name: string) =>
  userEvent.click(within(await question()).getByRole('button', { name, hidden: true }))

test('a user is shown with factors, sessions, browsers and history', async () => {
  await showApp({ path, facts: { people: createPeople({ events: [someEvent()] }) } })
  expect(await heading('Anna Berg')).toBeTruthy()
  const factors = await list('Second factors')
  expect(within(factors).getAllByRole('listitem')).toHaveLength(4)
  expect(factors.textContent).toMatch(/Passkey: Laptop.*SMS code to \+15555550101.*Backup codesOne left/)
  expect((await list('Sessions')).textContent).toMatch(/Firefox 133 on Windows.*10\.0\.0\.7/)
  expect((await list('Known browsers')).textContent).toMatch(/Unknown browser on Windows/)
  expect((await list('History')).textContent).toMatch(
    /Factor removed: authenticator application.*by administrator root.*Reason: Phone lost/,
  )
  const log = screen.getByRole('link', { name: 'Open in the audit log' })
  expect(log.getAttribute('href')).toBe('/dashboard/instances/ins_acme/audit-log?user=user_1')
  const link = screen.getByRole('link', { name: 'Sent to anna@example.com' })
  expect(link.getAttribute('href')).toContain('/messages?to=')
})

test('one app of several is removed for a reason, after the operator has proven themselves (R79, R130)', async () => {
  const app = { last_used_at: null, created_at: at }
  const apps = [
    { ...app, id: 'totp_1', name: 'Phone', last_used_at: at },
    { ...app, id: 'totp_2', name: null },
  ] as UserDetails['user']['authenticator_apps']
  const people = createPeople({ details: someDetails({}, { authenticator_apps: apps }) })
  const { facts, asked, bodies } = await showApp({ path, facts: { isFresh: false, people } })
  expect((await list('Second factors')).textContent).toMatch(
    /^Authenticator application: PhoneUsed .*Authenticator application: number 2Set up /,
  )
  await press('Remove the authenticator application “Phone”')
  const confirmation = within(await question()).getByRole<HTMLButtonElement>('button', { name: 'Remove' })
  expect(confirmation.disabled).toBe(true)
  await userEvent.type(within(await question()).getByLabelText('Reason'), ' Phone lost ')
  await userEvent.click(confirmation)
  await userEvent.type(await screen.findByLabelText(/code/i), goodCode)
  await waitFor(() => expect(facts.people.details.user.authenticator_apps).toEqual(apps.slice(1)))
  expect(bodies.at(-1)).toEqual({ what: 'totp', factor_id: 'totp_1', reason: 'Phone lost' })
  expect(asked.at(-1)).toMatch(/users\/user_1/)
  await waitFor(async () => expect(within(await list('Second factors')).getAllByRole('listitem')).toHaveLength(4))
})

test('what keeps a user out is said first, each with its way back', async () => {
  const details = someDetails(
    { undone_at: at },
    { locked: true, lockout_expires_in_seconds: 61, changes_locked_until: at },
  )
  const { facts } = await showApp({ path, facts: { people: createPeople({ details }) } })
  expect(await screen.findByText(/for 2 minutes more/, {}, { timeout: 5000 })).toBeTruthy()
  await press('Unlock')
  await confirm('Unlock')
  expect((await screen.findAllByText('User unlocked')).length).toBeGreaterThan(0)
  await waitFor(() => expect(screen.queryByText(/2 minutes more/)).toBeNull())
  await press('Give back')
  await userEvent.type(within(await question()).getByLabelText('Reason'), 'It was them')
  await confirm('Give back')
  await waitFor(() => expect(facts.people.details.undone_at).toBeNull())
  await press('End the session in Firefox 133 on Windows')
  await confirm('End session')
  expect(await screen.findByText('This user is not signed in anywhere.')).toBeTruthy()
})

test('a user is deleted only by whoever types whom they mean', async () => {
  const { asked, router } = await showApp({ path })
  await press('Delete user')
  const dialog = await question()
  const button = within(dialog).getByRole<HTMLButtonElement>('button', { name: 'Delete' })
  const field = within(dialog).getByLabelText('Type anna@example.com to confirm')
  await userEvent.type(field, 'anna')
  expect(button.disabled).toBe(true)
  await userEvent.type(field, '@example.com')
  await userEvent.click(button)
  await waitFor(() => expect(router.state.location.pathname).toBe('/instances/ins_acme/users'))
  expect(asked).toContain('DELETE /dashboard/api/instances/ins_acme/users/user_1')
})

test('every question that takes protection away wants a reason, and no other does', () => {
  const whats = [
    'ban',
    'unban',
    'lock',
    'unlock',
    'lift_changes_lock',
    'take_back_undo',
    'end_sessions',
    'delete',
  ] as const
  const wanted = whats.filter((what) => wordsOf({ what }).reason === 'required')
  expect(wanted).toEqual(['lift_changes_lock', 'take_back_undo'])
  const app = wordsOf({ what: 'remove_factor', factor: { what: 'totp' }, name: 'the app' })
  expect([app.reason, app.title]).toEqual(['required', 'Remove the app?'])
})

test('history names who did what', () => {
  expect(eventWords({ event: 'user.banned', details: {} })).toBe('User banned')
  expect(doerWords({ kind: 'backend', name: null })).toBe('by the application’s server')
  expect(doerWords({ kind: 'server', name: null })).toBe('by the server')
  expect(eventWords({ event: 'moon.risen', details: {} })).toBe('Moon risen')
})

test('decisions about a second factor are told in words, with what went into them, and older ones are a press away', async () => {
  const receipt = (number: number): MfaReceiptView => ({
    ...{
      object: 'mfa_receipt',
      id: `rcpt_${number}`,
      user_id: 'user_1',
      moment: 'second_step',
      reason: 'rule_requires',
    },
    ...{ outcome: 'asked', rule: { id: 'admins', name: 'Administrators' }, words: `Decision ${number}.` },
    ...{ inputs: { enrolled: ['totp'] }, sign_in_id: 'sia_7', session_id: null, created_at: at },
  })
  const receipts = Array.from({ length: 11 }, (_, index) => receipt(11 - index))
  await showApp({ path, facts: { policy: createPolicy({ receipts }) } })
  const decisions = await list('Decisions')
  expect(within(decisions).getAllByRole('listitem')).toHaveLength(10)
  expect(decisions.textContent).toMatch(/^Decision 11\..*Second step of a sign-in: asked for a second factor/)
  expect(decisions.textContent).toMatch(/"sign_in": "sia_7"[^}]*"rule": "admins"[^}]*"totp"/)
  await press('Show older decisions')
  await waitFor(() => expect(within(decisions).getAllByRole('listitem')).toHaveLength(11))
  expect(screen.queryByRole('button', { name: 'Show older decisions' })).toBeNull()
  expect(receiptWords({ moment: 'session', outcome: 'refuse' })).toBe('Start of a session: refused')
  expect(receiptWords({ moment: 'skip', outcome: 'grace' })).toBe('Put off')
})
