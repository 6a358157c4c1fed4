import { defaultSettings } from '@countersign/contract/settings'
import { cleanup, screen, waitFor, within } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { afterEach, expect, test } from 'vitest'
import { goodCode } from '../../testing/operator.ts'
import type { Facts } from '../../testing/peer.ts'
import { somePreview } from '../../testing/policy.ts'
import { heading, isOn, press, showApp, toggle } from '../../testing/show-app.tsx'

afterEach(cleanup)

const path = '/instances/ins_acme/authentication/multi-factor'
const totpLabel = 'Authenticator application (also known as TOTP - Time-based One-Time Password)'
const change = 'PATCH /dashboard/api/instances/ins_acme/settings'
const preview = 'POST /dashboard/api/instances/ins_acme/settings/preview'

function show(multi_factor: Partial<typeof defaultSettings.multi_factor> = {}, facts: Partial<Facts> = {}) {
  const settings = { ...defaultSettings, multi_factor: { ...defaultSettings.multi_factor, ...multi_factor } }
  return showApp({ path, facts: { settings: { ins_acme: settings, 'ins_acme-live': defaultSettings }, ...facts } })
}
const apply = () => screen.getByRole<HTMLButtonElement>('button', { name: 'Apply changes' })

test('the page lists exactly three second factors in this order, each with its own toggle (S14, S15)', async () => {
  await show()
  const list = await screen.findByRole('list', { name: 'Second factors' })
  expect(
    within(list)
      .getAllByRole('switch')
      .map((each) => document.getElementById(each.getAttribute('aria-labelledby') ?? '')?.textContent),
  ).toEqual(['SMS verification code', totpLabel, 'Backup codes'])
})

test('a toggle changes nothing until Apply changes is pressed (S18)', async () => {
  const { facts, asked, bodies } = await show()
  await userEvent.click(await toggle(totpLabel))
  expect(isOn(await toggle(totpLabel))).toBe(true)
  expect(facts.settings['ins_acme']?.multi_factor.totp).toBe(false)
  expect(asked).not.toContain(change)
  await press('Apply changes')
  expect((await screen.findAllByText('Changes applied')).length).toBeGreaterThan(0)
  const patch = { multi_factor: { totp: true } }
  expect(bodies).toEqual([{ patch }, patch])
  expect(facts.settings['ins_acme']?.multi_factor.totp).toBe(true)
})

test('after a reload without applying, the old value is back; after applying, the new one is there (S18)', async () => {
  const { facts } = await show()
  await userEvent.click(await toggle(totpLabel))
  cleanup()
  await showApp({ path, facts })
  expect(isOn(await toggle(totpLabel))).toBe(false)
  await userEvent.click(await toggle(totpLabel))
  await press('Apply changes')
  await waitFor(() => expect(facts.settings['ins_acme']?.multi_factor.totp).toBe(true))
  cleanup()
  await showApp({ path, facts })
  expect(isOn(await toggle(totpLabel))).toBe(true)
})

test('the button is disabled while nothing changed, also when a change was taken back (S19)', async () => {
  await show()
  const totp = await toggle(totpLabel)
  expect(apply().disabled).toBe(true)
  await userEvent.click(totp)
  expect(apply().disabled).toBe(false)
  expect(screen.getByText('You have changes that are not applied yet.')).toBeTruthy()
  await userEvent.click(totp)
  expect(apply().disabled).toBe(true)
})

test('leaving with unapplied changes asks first, and staying keeps them (S19)', async () => {
  const { router } = await show()
  await userEvent.click(await toggle(totpLabel))
  await userEvent.click(screen.getByRole('link', { name: 'General' }))
  await screen.findByRole('alertdialog', { name: 'Leave without applying?' })
  await press('Stay')
  await waitFor(() => expect(screen.queryByRole('alertdialog')).toBeNull())
  expect(router.state.location.pathname).toContain('multi-factor')
  expect(isOn(await toggle(totpLabel))).toBe(true)
  await userEvent.click(screen.getByRole('link', { name: 'General' }))
  await press('Leave')
  await heading('General')
})

test('closing the tab with unapplied changes makes the browser ask, and only then (S19)', async () => {
  await showApp({ path, inWindow: true })
  const leave = () => {
    const event = new Event('beforeunload', { cancelable: true })
    window.dispatchEvent(event)
    return event.defaultPrevented
  }
  const totp = await toggle(totpLabel)
  expect(leave()).toBe(false)
  await userEvent.click(totp)
  await waitFor(() => expect(leave()).toBe(true))
})

test('unapplied changes of one instance are not there on another (S12)', async () => {
  await show()
  await userEvent.click(await toggle(totpLabel))
  await press(/Application and instance/)
  await userEvent.click(await screen.findByRole('menuitem', { name: /acme-live/ }))
  await press('Leave')
  await screen.findByRole('button', { name: /Production/ })
  await waitFor(async () => expect(isOn(await toggle(totpLabel))).toBe(false))
})

test('backup codes can be switched on only beside another factor, and go with the last one (S20)', async () => {
  await show()
  const backup = await toggle('Backup codes')
  expect(backup.hasAttribute('data-disabled')).toBe(true)
  expect(screen.getByText(/Only beside another second factor/)).toBeTruthy()
  await userEvent.click(await toggle(totpLabel))
  await userEvent.click(backup)
  expect(isOn(backup)).toBe(true)
  await userEvent.click(await toggle(totpLabel))
  expect(isOn(backup)).toBe(false)
  expect(screen.getByText(/Also switched off: backup codes/)).toBeTruthy()
  await userEvent.click(await toggle('SMS verification code'))
  expect(screen.queryByText(/Also switched off/)).toBeNull()
  expect(backup.hasAttribute('data-disabled')).toBe(false)
})

test('before a factor is switched off, the number of affected users is shown, and cancelling changes nothing (S11)', async () => {
  const counts = somePreview({ affected: { totp: 3, phone_code: 0, backup_code: 1, passkey: 0 }, must_enrol: 0 })
  const { asked, facts } = await show({ totp: true, backup_code: true }, { preview: counts })
  await userEvent.click(await toggle(totpLabel))
  await press('Apply changes')
  const question = await screen.findByRole('alertdialog', { name: 'Apply these changes?' })
  expect(within(question).getByText(/^3 users use an authenticator app\./)).toBeTruthy()
  expect(within(question).getByText(/^1 user has unused backup codes\./)).toBeTruthy()
  await userEvent.click(within(question).getByRole('button', { name: 'Cancel' }))
  expect(asked).not.toContain(change)
  await press('Apply changes')
  await userEvent.click(within(await screen.findByRole('alertdialog')).getByRole('button', { name: 'Apply changes' }))
  await waitFor(() => expect(facts.settings['ins_acme']?.multi_factor.totp).toBe(false))
})

test('before a factor is switched on, the page shows how many users are asked for it, and cancelling changes nothing (S11)', async () => {
  const none = { totp: 0, phone_code: 0, backup_code: 0, passkey: 0 }
  const counts = somePreview({ restored: { ...none, totp: 3, backup_code: 1 }, asked: 2, must_enrol: 4, locked_out: 1 })
  const { asked, bodies, facts } = await show({}, { preview: counts })
  await userEvent.click(await toggle(totpLabel))
  await userEvent.click(await toggle('Backup codes'))
  await press('Apply changes')
  const question = await screen.findByRole('alertdialog', { name: 'Apply these changes?' })
  expect(bodies).toEqual([{ patch: { multi_factor: { totp: true, backup_code: true } } }])
  expect(
    within(question)
      .getAllByRole('listitem')
      .map((line) => line.textContent),
  ).toEqual([
    '2 users are asked for a second factor from the next sign-in on.',
    '3 users have an authenticator app, which sign-in accepts as a second factor.',
    '1 user has unused backup codes, which sign-in accepts.',
    '4 users lack a second factor that is required. They must set one up, at once or when their grace period ends.',
    expect.stringMatching(/^1 user can no longer sign in:/),
  ])
  await userEvent.click(within(question).getByRole('button', { name: 'Cancel' }))
  expect(asked).not.toContain(change)
  await press('Apply changes')
  await userEvent.click(within(await screen.findByRole('alertdialog')).getByRole('button', { name: 'Apply changes' }))
  await waitFor(() => expect(facts.settings['ins_acme']?.multi_factor).toMatchObject({ totp: true, backup_code: true }))
})

test('turns on a factor that no user has set up without asking', async () => {
  const { asked } = await show()
  await userEvent.click(await toggle(totpLabel))
  await press('Apply changes')
  await screen.findAllByText('Changes applied')
  expect(screen.queryByRole('alertdialog')).toBeNull()
  expect(asked.filter((key) => key === preview || key === change)).toEqual([preview, change])
})

test('a second factor can be required of everybody, after being told of how many (S3, S22)', async () => {
  const counts = somePreview({ affected: { totp: 0, phone_code: 0, backup_code: 0, passkey: 0 }, must_enrol: 12 })
  const { bodies } = await show({ totp: true }, { preview: counts })
  await userEvent.click(await toggle('Require multi-factor authentication'))
  await press('Apply changes')
  const question = await screen.findByRole('alertdialog')
  expect(within(question).getByText(/^12 users have no second factor yet\./)).toBeTruthy()
  await userEvent.click(within(question).getByRole('button', { name: 'Apply changes' }))
  await screen.findAllByText('Changes applied')
  expect(bodies.at(-1)).toEqual({ multi_factor: { required: true } })
})

test('the keyboard stays at the bottom of the page when there is nothing left to apply', async () => {
  await show()
  const stays = () => expect(document.activeElement?.querySelector('button')).toBe(apply())
  await userEvent.click(await toggle(totpLabel))
  await press('Discard')
  await waitFor(stays)
  await userEvent.click(await toggle(totpLabel))
  await press('Apply changes')
  await waitFor(stays)
})

test('nothing can be required that users cannot set up', async () => {
  await show()
  const required = 'Require multi-factor authentication'
  expect((await toggle(required)).hasAttribute('data-disabled')).toBe(true)
  await userEvent.click(await toggle('SMS verification code'))
  expect((await toggle(required)).hasAttribute('data-disabled')).toBe(false)
})

test('SMS comes with a note on what it is worth, and its switching off with the number of users (S11, R21)', async () => {
  const counts = somePreview({ affected: { totp: 0, backup_code: 0, phone_code: 2, passkey: 0 }, must_enrol: 0 })
  await show({ phone_code: true }, { preview: counts })
  expect(await screen.findByText(/The weakest of the three/)).toBeTruthy()
  await userEvent.click(await toggle('SMS verification code'))
  await press('Apply changes')
  const question = await screen.findByRole('alertdialog')
  expect(within(question).getByText(/^2 users get codes by SMS\./)).toBeTruthy()
})

test('countries that get SMS are chosen by code, and nobody is served before (R134)', async () => {
  const { facts, bodies } = await show({ phone_code: true })
  expect(await screen.findByText(/No country is chosen/)).toBeTruthy()
  const field = screen.getByLabelText('Countries that get SMS', { selector: 'input' })
  await userEvent.type(field, 'us, xq')
  expect(screen.getByText('No country has the code XQ.')).toBeTruthy()
  await press('Apply changes')
  expect(document.activeElement).toBe(field)
  expect(bodies).toEqual([])
  await userEvent.clear(field)
  await userEvent.type(field, 'us, fr')
  expect(screen.getByText('France, United States')).toBeTruthy()
  await press('Apply changes')
  await waitFor(() => expect(facts.settings['ins_acme']?.sms.countries).toEqual(['FR', 'US']))
  expect(bodies).toEqual([{ sms: { countries: ['FR', 'US'] } }])
  await waitFor(() => expect(apply().disabled).toBe(true))
  await userEvent.click(await toggle('Send SMS to all countries'))
  await press('Apply changes')
  await waitFor(() => expect(facts.settings['ins_acme']?.sms.countries).toEqual(['*']))
})

test('a change asks the operator to prove again who they are, and then goes through by itself (R130)', async () => {
  const { facts, asked } = await show({}, { isFresh: false })
  await userEvent.click(await toggle(totpLabel))
  await press('Apply changes')
  const dialog = await screen.findByRole('dialog', { name: 'Is it still you?' })
  await userEvent.type(await within(dialog).findByLabelText('Code from your authenticator app'), goodCode)
  await waitFor(() => expect(facts.settings['ins_acme']?.multi_factor.totp).toBe(true))
  expect(asked.filter((key) => key === change)).toHaveLength(2)
  await waitFor(() => expect(apply().disabled).toBe(true))
})

test('what was changed is still there after declining to prove it', async () => {
  const { facts } = await show({}, { isFresh: false })
  await userEvent.click(await toggle(totpLabel))
  await press('Apply changes')
  const dialog = await screen.findByRole('dialog', { name: 'Is it still you?' })
  await userEvent.click(within(dialog).getByRole('button', { name: 'Close' }))
  await waitFor(() => expect(apply().disabled).toBe(false))
  expect(facts.settings['ins_acme']?.multi_factor.totp).toBe(false)
  expect(isOn(await toggle(totpLabel))).toBe(true)
})

test('a setting this page does not know keeps its value (S16)', async () => {
  const { facts } = await show({ passkey: true })
  await userEvent.click(await toggle('Backup codes'))
  await press('Apply changes')
  await waitFor(() => expect(facts.settings['ins_acme']?.multi_factor.backup_code).toBe(true))
  expect(facts.settings['ins_acme']?.multi_factor.passkey).toBe(true)
})

test('an administrator can ask for a method that is not offered: where the server says, else by a page that says where (S17)', async () => {
  const link = () => screen.findByRole<HTMLAnchorElement>('link', { name: 'Let us know' })
  await show()
  await userEvent.click(await link())
  await heading('Request a second factor')
  expect(screen.getByText('COUNTERSIGN_FEEDBACK_URL')).toBeTruthy()
  cleanup()
  const feedback_url = 'https://help.example.com/'
  await show({}, { server: { untrusted_proxies: [], feedback_url } })
  await waitFor(async () => expect((await link()).href).toBe(feedback_url))
})

test('on the old components the page says that the authenticator app is not offered (S21)', async () => {
  await showApp({ path, facts: { settings: { ins_acme: { ...defaultSettings, component_version: 3 } } } })
  expect(screen.queryByText(/use the old\s+components/)).toBeNull()
  await userEvent.click(await toggle(totpLabel))
  expect(screen.getByText(/use the old\s+components/)).toBeTruthy()
})
