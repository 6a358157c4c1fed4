import { CountersignError, type Factor, type Verification } from '@countersign/js'
import { act, cleanup, render, screen } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { StrictMode } from 'react'
import { afterEach, expect, test, vi } from 'vitest'
import type { PhoneFactor } from './method.ts'
import { SecondFactorStep } from './second-factor-step.tsx'

afterEach(() => {
  cleanup()
  vi.useRealTimers()
})

const phone = (id: string, end: string, isDefault = false): PhoneFactor => ({
  strategy: 'phone_code',
  phoneNumberId: id,
  safeIdentifier: `+1 ••• ••• ${end}`,
  primary: false,
  default: isDefault,
})
const other = phone('idn_1', '0199')
const usual = phone('idn_2', '0123', true)
const backup: Factor = { strategy: 'backup_code' }
const pending = { strategy: 'phone_code', status: 'unverified' } as Verification

interface Given {
  factors?: readonly Factor[]
  verification?: Verification | null
  isBusy?: boolean
  prepare?: (factor: PhoneFactor) => Promise<unknown>
}

function show({ factors = [other, usual, backup], verification = null, isBusy = false, prepare }: Given = {}) {
  const onPrepare = vi.fn(prepare ?? (async () => {}))
  const onProof = vi.fn()
  render(
    <StrictMode>
      <SecondFactorStep
        application="Acme"
        supportEmail={null}
        factors={factors}
        verification={verification}
        resendSeconds={60}
        progress={{ isBusy, failure: null }}
        onPrepare={onPrepare}
        onProof={onProof}
        onPasskey={() => {}}
        onSwitch={() => {}}
      />
    </StrictMode>,
  )
  return { onProof, onPrepare, numbers: () => onPrepare.mock.calls.map(([factor]) => factor.phoneNumberId) }
}
const field = () => screen.findByLabelText<HTMLInputElement>('Code from the text message')
const press = (name: string) => userEvent.click(screen.getByRole('button', { name }))
const sentence = (end: string) => `We sent a text message with a code to +1 ••• ••• ${end}. Enter the six digits.`

test('a code is sent to the default number on arrival, once, and the screen says where it went (S33, S37, S38)', async () => {
  const { numbers, onProof } = show()
  expect((await screen.findAllByText(sentence('0123'))).length).toBeGreaterThan(0)
  expect(numbers()).toEqual(['idn_2'])
  expect(document.activeElement).toBe(await field())
  expect([(await field()).autocomplete, (await field()).inputMode]).toEqual(['one-time-code', 'numeric'])
  expect(screen.getAllByRole('textbox')).toHaveLength(1)
  await userEvent.paste('123 456')
  expect(onProof).toHaveBeenCalledExactlyOnceWith('phone_code', '123456')
})

test('the code goes out also while the proof before it is still being answered', async () => {
  const { numbers } = show({ isBusy: true })
  await screen.findAllByText(sentence('0123'))
  expect(numbers()).toEqual(['idn_2'])
})

test('a screen reader hears that the code is on its way', async () => {
  show()
  await screen.findAllByText(sentence('0123'))
  expect(screen.getAllByRole('status').map((region) => region.textContent)).toContain(sentence('0123'))
})

test('with an authenticator app nothing is sent before somebody asks for it', async () => {
  const { numbers } = show({ factors: [usual, { strategy: 'totp' }] })
  expect(screen.getByLabelText('Code from your authenticator app')).toBeTruthy()
  expect(numbers()).toEqual([])
  await press('Use another method')
  await press('Text message to +1 ••• ••• 0123')
  await field()
  expect(numbers()).toEqual(['idn_2'])
})

test('each number is a way of its own, the default one first (S25, S38)', async () => {
  const { numbers } = show()
  await field()
  await press('Use another method')
  expect(screen.getAllByRole('button').map((button) => button.textContent)).toEqual([
    'Text message to +1 ••• ••• 0123',
    'Text message to +1 ••• ••• 0199',
    'One of your backup codes',
  ])
  await press('Text message to +1 ••• ••• 0199')
  await screen.findAllByText(sentence('0199'))
  expect(numbers()).toEqual(['idn_2', 'idn_1'])
})

test('looking at the other methods and coming back sends nothing new while the last code is fresh', async () => {
  const { numbers } = show()
  await screen.findAllByText(sentence('0123'))
  await press('Use another method')
  await press('Text message to +1 ••• ••• 0123')
  await screen.findAllByText(sentence('0123'))
  expect(numbers()).toEqual(['idn_2'])
})

test('a page loaded again does not send a second message', async () => {
  const { numbers } = show({ factors: [usual], verification: pending })
  await screen.findAllByText(sentence('0123'))
  expect(numbers()).toEqual([])
})

test('where a code may be on its way to any of several numbers, the person says which to use', async () => {
  const { numbers } = show({ verification: pending })
  expect(screen.getByRole('heading', { name: 'Choose another method' })).toBeTruthy()
  expect(numbers()).toEqual([])
})

test('when no code can be sent, the reason and the other ways are shown (R134, R135)', async () => {
  const refused = new CountersignError('sms_country_not_allowed', 'We do not send messages to this country.')
  const { numbers } = show({ prepare: () => Promise.reject(refused) })
  const alert = await screen.findByRole('alert')
  expect(alert.textContent).toBe('No code was sent. We do not send messages to this country.')
  expect(numbers()).toEqual(['idn_2'])
  await press('One of your backup codes')
  expect(screen.getByLabelText('Backup code')).toBeTruthy()
  expect(screen.queryByRole('alert')).toBeNull()
})

test('another code can be asked for after the wait; when that is refused, the first still counts', async () => {
  vi.useFakeTimers({ shouldAdvanceTime: true })
  let isRefused = false
  const limited = new CountersignError('too_many_requests', 'Too many requests. Try again in 40 seconds.')
  const { numbers, onProof } = show({ prepare: async () => (isRefused ? Promise.reject(limited) : undefined) })
  await screen.findAllByText(sentence('0123'))
  expect(screen.getByText('You can ask for a new code in 60 seconds.')).toBeTruthy()
  isRefused = true
  await act(() => vi.advanceTimersByTimeAsync(61_000))
  await act(async () => screen.getByRole('button', { name: 'Send a new code' }).click())
  expect((await screen.findByRole('alert')).textContent).toBe('Too many requests. Try again in 40 seconds.')
  expect(numbers()).toEqual(['idn_2', 'idn_2'])
  await act(async () => (await field()).focus())
  await userEvent.setup({ advanceTimers: vi.advanceTimersByTime }).paste('123456')
  expect(onProof).toHaveBeenCalledExactlyOnceWith('phone_code', '123456')
})
