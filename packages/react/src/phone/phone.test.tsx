import { cleanup, render, screen, waitFor, within } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { type ReactNode, StrictMode } from 'react'
import { afterEach, expect, test, vi } from 'vitest'
import { createPhonePeer, goodCode, type PhoneFacts, usNumber } from '../../test/phone-peer.ts'
import { CountersignProvider } from '../provider.tsx'
import { SetupMfa } from '../setup-mfa/setup-mfa.tsx'
import { UserProfile } from '../user-profile/user-profile.tsx'

afterEach(cleanup)

async function show(given: Partial<PhoneFacts>, children: ReactNode) {
  const peer = createPhonePeer(given)
  await peer.client.load()
  render(
    <StrictMode>
      <CountersignProvider client={peer.client}>{children}</CountersignProvider>
    </StrictMode>,
  )
  return peer
}
const security = <UserProfile section="security" hrefOf={(section) => `/user/${section}`} />
const profile = <UserProfile section="profile" hrefOf={(section) => `/user/${section}`} />
const press = async (name: string | RegExp) => userEvent.click(await screen.findByRole('button', { name }))
const numberField = () => screen.findByLabelText<HTMLInputElement>('Phone number')
const codeField = () => screen.findByLabelText<HTMLInputElement>('Code from the text message')
const isClosed = () => waitFor(() => expect(screen.queryByRole('dialog')).toBeNull())
const titles = () =>
  within(screen.getByRole('region', { name: '2-step verification' }))
    .getAllByRole('listitem')
    .map((item) => item.querySelector('[data-slot="list-title"]')?.textContent?.trim())

const reserved = { ...usNumber, isReserved: true, isDefault: true }
const second = { ...usNumber, id: 'idn_2', phone_number: '+33612345678', isReserved: true }

test('a new number is added, verified and turned on in one dialog (S35)', async () => {
  const { facts, asked } = await show({}, security)
  await press('Add SMS code')
  const dialog = await screen.findByRole('dialog', { name: 'Add SMS code' })
  expect(await within(dialog).findByText(/can be redirected or read by others/)).toBeTruthy()
  await waitFor(async () => expect(document.activeElement).toBe(await numberField()))
  await userEvent.paste('+33 6 12 34 56 78')
  expect(screen.getByText('We send a code to +33 6 12 34 56 78.')).toBeTruthy()
  await userEvent.keyboard('{Enter}')
  await waitFor(async () => expect(document.activeElement).toBe(await codeField()))
  expect([(await codeField()).autocomplete, (await codeField()).inputMode]).toEqual(['one-time-code', 'numeric'])
  expect(screen.getByText('You can ask for a new code in 60 seconds.')).toBeTruthy()
  expect(facts.numbers).toMatchObject([{ isVerified: false, isReserved: false }])
  await userEvent.type(await codeField(), '000000')
  await screen.findByText('Refused: form_code_incorrect.')
  await userEvent.clear(await codeField())
  await userEvent.type(await codeField(), goodCode)
  await screen.findByText('2-step verification is on')
  expect(facts.numbers).toMatchObject([{ phone_number: '+33612345678', isVerified: true, isReserved: true }])
  await press('Done')
  await isClosed()
  expect(titles()).toContain('+33 6 12 34 56 78')
  expect(asked).not.toContain('DELETE /me/phone_numbers/idn_5')
  await waitFor(() => expect(document.activeElement?.textContent).toBe('2-step verification'))
})

test('a number that is verified already is turned on without another code (S34)', async () => {
  const { facts, asked } = await show({ numbers: [{ ...usNumber }] }, security)
  await press('Add SMS code')
  await press('Use +1 415 555 0123')
  await screen.findByText('2-step verification is on')
  expect(facts.numbers[0]?.isReserved).toBe(true)
  expect(asked).toEqual(['PATCH /me/phone_numbers/idn_1'])
})

test('typing a verified number instead of picking it comes to the same', async () => {
  const { asked } = await show({ numbers: [{ ...usNumber }] }, security)
  await press('Add SMS code')
  await press('Use another number')
  await userEvent.type(await numberField(), '+1 415 555 0123{Enter}')
  await screen.findByText('2-step verification is on')
  expect(asked).toEqual(['PATCH /me/phone_numbers/idn_1'])
})

test('closing before the code is right removes the number again (S36)', async () => {
  const { facts, asked } = await show({}, security)
  await press('Add SMS code')
  await userEvent.type(await numberField(), '+14155550123{Enter}')
  await codeField()
  await userEvent.keyboard('{Escape}')
  await isClosed()
  await waitFor(() => expect(facts.numbers).toEqual([]))
  expect(asked.filter((key) => key.startsWith('DELETE'))).toHaveLength(1)
  expect(titles()).toEqual(['SMS code', 'Authenticator app', 'Backup codes'])
})

test('a number that is verified but could not be turned on stays an ordinary one, and can be tried again (S36)', async () => {
  const refused: PhoneFacts['refused'] = { 'PATCH /me/phone_numbers/idn_5': { code: 'factor_disabled' } }
  const { facts } = await show({ refused }, security)
  await press('Add SMS code')
  await userEvent.type(await numberField(), '+14155550123{Enter}')
  await userEvent.type(await codeField(), goodCode)
  expect((await screen.findByRole('alert')).textContent).toBe('Refused: factor_disabled.')
  expect(screen.getByRole('button', { name: 'Turn on' })).toBeTruthy()
  await press('Close')
  await isClosed()
  expect(facts.numbers).toMatchObject([{ isVerified: true, isReserved: false }])
})

test.each([
  ['sms_country_not_allowed', /^No codes are sent to numbers of this country/],
  ['phone_number_not_mobile', /^Text messages do not reach this number/],
])('a number refused with %s is not left behind, and the field says why (R134)', async (code, sentence) => {
  const refused = { 'POST /me/phone_numbers/idn_5/prepare_verification': { code } }
  const { facts } = await show({ refused }, security)
  await press('Add SMS code')
  await userEvent.type(await numberField(), '+14155550123{Enter}')
  expect(await screen.findByText(sentence)).toBeTruthy()
  expect((await numberField()).getAttribute('aria-invalid')).toBe('true')
  await waitFor(() => expect(facts.numbers).toEqual([]))
})

test.each([
  ['form_identifier_exists', undefined, 'This number is in use already. Use another one.'],
  ['too_many_requests', 40, 'That was one code too many for now. Try again in 40 seconds.'],
])('a number refused with %s says what to do', async (code, retryAfter, sentence) => {
  const refusal = retryAfter ? { code, retryAfter } : { code }
  await show({ refused: { 'POST /me/phone_numbers': refusal } }, security)
  await press('Add SMS code')
  await userEvent.type(await numberField(), '+14155550123{Enter}')
  expect(await screen.findByText(sentence)).toBeTruthy()
})

test('what is no number, or one of a country without messages, is said before anything is asked', async () => {
  const { asked } = await show({}, security)
  await press('Add SMS code')
  await userEvent.type(await numberField(), '12{Enter}')
  expect(await screen.findByText(/does not look like a whole phone number/)).toBeTruthy()
  await userEvent.clear(await numberField())
  await userEvent.type(await numberField(), '+49 1512 3456789{Enter}')
  expect(await screen.findByText(/No codes are sent to numbers of this country/)).toBeTruthy()
  expect(asked).toEqual([])
})

test('a number with a country code picks its country', async () => {
  await show({}, security)
  await press('Add SMS code')
  await userEvent.type(await numberField(), '+33612345678')
  await userEvent.tab()
  expect(screen.getByLabelText<HTMLSelectElement>('Country').value).toBe('FR')
  expect((await numberField()).value).toBe('06 12 34 56 78')
})

test('where no country is open for messages, the dialog says so', async () => {
  await show({ countries: [] }, security)
  await press('Add SMS code')
  expect(await screen.findByText(/No country is open for text messages yet/)).toBeTruthy()
})

test('the first set of backup codes is shown, and kept on screen until it is saved (S43)', async () => {
  await show({ numbers: [{ ...usNumber }], makesCodes: true }, security)
  await press('Add SMS code')
  await press('Use +1 415 555 0123')
  expect(await screen.findByRole('dialog', { name: 'Save your backup codes' })).toBeTruthy()
  await userEvent.keyboard('{Escape}')
  expect(within(screen.getByRole('list', { name: 'Backup codes' })).getByText('AAAA-BBBB')).toBeTruthy()
  await userEvent.click(screen.getByLabelText('I have saved my backup codes'))
  await press('Done')
  await isClosed()
})

test('several numbers are listed, one of them the default, and another can be made it (S25, S38)', async () => {
  const { facts } = await show({ numbers: [{ ...second }, { ...reserved }], hasTotp: true }, security)
  await screen.findAllByText('+1 415 555 0123')
  expect(titles()).toEqual([
    'SMS code On',
    '+1 415 555 0123Default',
    '+33 6 12 34 56 78',
    'Authenticator app On',
    'Unnamed app',
    'Backup codes',
  ])
  await press('Make default +33 6 12 34 56 78')
  await waitFor(() => expect(titles()[1]).toBe('+33 6 12 34 56 78Default'))
  expect(facts.numbers.map(({ isDefault }) => isDefault)).toEqual([true, false])
})

test('a number stops getting codes after a question, and stays in the profile (S26)', async () => {
  const { facts } = await show({ numbers: [{ ...reserved }] }, security)
  await press('Remove +1 415 555 0123')
  const question = await screen.findByRole('alertdialog', { name: 'Stop sending codes to +1 415 555 0123?' })
  await userEvent.click(within(question).getByRole('button', { name: 'Remove' }))
  await waitFor(() => expect(titles()[0]).toBe('SMS code'))
  expect(facts.numbers).toMatchObject([{ id: 'idn_1', isReserved: false }])
})

test('where a second step is required, the last one cannot be removed, and one of two can', async () => {
  await show({ numbers: [{ ...reserved }], required: true }, security)
  expect(await screen.findByText(/Acme requires a second step/)).toBeTruthy()
  expect(screen.queryByRole('button', { name: /^Remove/ })).toBeNull()
  cleanup()
  await show({ numbers: [{ ...reserved }], required: true, hasTotp: true }, security)
  expect(await screen.findAllByRole('button', { name: /^Remove/ })).toHaveLength(2)
})

test('codes by SMS that were switched off are said to be unused (S11)', async () => {
  await show({ numbers: [{ ...reserved }], factors: ['totp'] }, security)
  expect(await screen.findByText('Your second step is no longer used')).toBeTruthy()
  expect(screen.queryByRole('button', { name: 'Add SMS code' })).toBeNull()
})

test('a number is added to the profile, verified, and removed; it is no second step by that', async () => {
  const { facts } = await show({}, profile)
  await press('Add number')
  await userEvent.type(await numberField(), '+14155550123{Enter}')
  await userEvent.type(await codeField(), goodCode)
  await waitFor(() => expect(screen.queryByLabelText('Code from the text message')).toBeNull())
  expect(facts.numbers).toMatchObject([{ isVerified: true, isReserved: false }])
  await press('Remove +1 415 555 0123')
  const question = await screen.findByRole('alertdialog', { name: 'Remove +1 415 555 0123?' })
  await userEvent.click(within(question).getByRole('button', { name: 'Remove' }))
  await waitFor(() => expect(facts.numbers).toEqual([]))
})

test('a number that was never verified can be verified later, and is kept when that is given up', async () => {
  const { facts } = await show({ numbers: [{ ...usNumber, isVerified: false }] }, profile)
  await press('Verify +1 415 555 0123')
  await press('Send code')
  await codeField()
  await press('Close')
  await isClosed()
  expect(facts.numbers).toHaveLength(1)
})

test('whoever must set up a second step can choose SMS, and go back without leaving a number (S3, S36)', async () => {
  const onDone = vi.fn()
  const { facts } = await show({ required: true }, <SetupMfa onDone={onDone} />)
  await press('Add SMS code')
  await userEvent.type(await numberField(), '+14155550123{Enter}')
  await codeField()
  await press('Back')
  await waitFor(() => expect(facts.numbers).toEqual([]))
  await press('Add SMS code')
  await userEvent.type(await numberField(), '+14155550123{Enter}')
  await userEvent.type(await codeField(), goodCode)
  await press('Done')
  expect(onDone).toHaveBeenCalledTimes(1)
  expect(facts.numbers).toMatchObject([{ isReserved: true }])
})
