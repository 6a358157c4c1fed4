import type { Factor } from '@countersign/js'
import { cleanup, render, screen, waitFor } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { afterEach, expect, test, vi } from 'vitest'
import type { Progress } from '../steps/step-form.tsx'
import { SecondFactorStep } from './second-factor-step.tsx'

afterEach(cleanup)

const idle: Progress = { isBusy: false, failure: null }
const wrong: Progress = {
  isBusy: false,
  failure: { message: 'That code is incorrect.', field: 'code', code: 'form_code_incorrect' },
}

type Unsent = 'passkey' | 'totp' | 'backup_code'
const only = (strategies: Unsent[]): Factor[] => strategies.map((strategy) => ({ strategy }))

function show(strategies: Unsent[], progress = idle, supportEmail: string | null = null) {
  const onProof = vi.fn()
  const onPasskey = vi.fn()
  const screenFor = (now: Progress) => (
    <SecondFactorStep
      application="Acme"
      supportEmail={supportEmail}
      factors={only(strategies)}
      verification={null}
      resendSeconds={60}
      progress={now}
      onPrepare={() => Promise.reject(new Error('Nothing is sent for these.'))}
      onProof={onProof}
      onPasskey={onPasskey}
      onSwitch={() => {}}
      onStartAgain={() => {}}
    />
  )
  const view = render(screenFor(progress))
  return { onProof, onPasskey, show: (now: Progress) => view.rerender(screenFor(now)) }
}
const totpField = () => screen.getByLabelText<HTMLInputElement>('Code from your authenticator app')
const press = (name: string) => userEvent.click(screen.getByRole('button', { name }))

test('a passkey comes first, is asked for by one button, and the other ways stay in reach', async () => {
  const { onPasskey } = show(['passkey', 'totp'])
  expect(screen.getByRole('heading', { level: 1, name: 'Use your passkey' })).toBeTruthy()
  await press('Use a passkey')
  expect(onPasskey).toHaveBeenCalledOnce()
  await press('Use another method')
  await press('Use a passkey')
  expect(screen.getByRole('heading', { level: 1, name: 'Use your passkey' })).toBeTruthy()
})

test('the authenticator app has its own screen: one code field, in focus, and a way to other methods (S33)', async () => {
  const { onProof } = show(['totp', 'backup_code'])
  expect(screen.getByRole('heading', { level: 1, name: '2-step verification' })).toBeTruthy()
  expect(screen.getAllByRole('textbox')).toEqual([totpField()])
  expect(document.activeElement).toBe(totpField())
  expect(screen.getByRole('button', { name: 'Use another method' })).toBeTruthy()
  await userEvent.type(totpField(), '123456')
  expect(onProof).toHaveBeenCalledExactlyOnceWith('totp', '123456')
})

test('backup codes are offered instead of the app, on a screen of their own (S48, S49)', async () => {
  const { onProof } = show(['totp', 'backup_code'])
  await press('Use another method')
  await press('One of your backup codes')
  expect(screen.getByRole('heading', { level: 1, name: 'Use a backup code' })).toBeTruthy()
  const field = screen.getByLabelText('Backup code')
  expect(screen.getAllByRole('textbox')).toEqual([field])
  expect(document.activeElement).toBe(field)
  await userEvent.type(field, 'abcdefghjkmnp')
  await press('Verify')
  expect(onProof).toHaveBeenCalledExactlyOnceWith('backup_code', 'ABCD-EFGH-JKMNP')
})

test('without an unused backup code, none is offered (S48)', async () => {
  show(['totp'])
  await press('Use another method')
  expect(screen.queryByRole('button', { name: 'One of your backup codes' })).toBeNull()
})

test('somebody who has lost everything is told what to do', async () => {
  show(['totp', 'backup_code'], idle, 'help@acme.example')
  await press('Use another method')
  expect(screen.getByText(/people who run Acme can remove the second step/)).toBeTruthy()
  expect(screen.getByRole('link', { name: 'help@acme.example' }).getAttribute('href')).toBe('mailto:help@acme.example')
  expect(screen.getByRole('button', { name: 'Start again' })).toBeTruthy()
})

test('an account whose second steps are all unknown here is no dead end', () => {
  show([])
  expect(screen.getByRole('heading', { name: 'None of these at hand?' })).toBeTruthy()
  expect(screen.getByRole('button', { name: 'Start again' })).toBeTruthy()
})

test('a wrong code is said at the field, which gets the focus back with its text selected', async () => {
  const { show: rerender } = show(['totp'])
  await userEvent.type(totpField(), '111111')
  await userEvent.tab()
  rerender(wrong)
  await waitFor(() => expect(document.activeElement).toBe(totpField()))
  expect(totpField().getAttribute('aria-invalid')).toBe('true')
  const described = (totpField().getAttribute('aria-describedby') ?? '').split(' ')
  expect(described.map((id) => document.getElementById(id)?.textContent)).toContain('That code is incorrect.')
  expect([totpField().selectionStart, totpField().selectionEnd]).toEqual([0, 6])
})

test('while a code is checked, another is not sent', async () => {
  const { onProof } = show(['totp'], { isBusy: true, failure: null })
  await userEvent.type(totpField(), '123456{Enter}')
  expect(onProof).not.toHaveBeenCalled()
  expect(screen.getByRole('button', { name: 'Verify' }).getAttribute('aria-busy')).toBe('true')
})

test('a code filled in while something else is under way is sent right after, once', async () => {
  const { onProof, show: rerender } = show(['totp'], { isBusy: true, failure: null })
  await userEvent.click(totpField())
  await userEvent.paste('123456')
  rerender(idle)
  expect(onProof).toHaveBeenCalledExactlyOnceWith('totp', '123456')
})

test('not being asked again is offered beside the code, off, and never beside a backup code (R96)', async () => {
  const onChange = vi.fn()
  render(
    <SecondFactorStep
      application="Acme"
      supportEmail={null}
      factors={only(['totp', 'backup_code'])}
      verification={null}
      resendSeconds={60}
      progress={idle}
      remember={{ days: 30, isOn: false, onChange }}
      onPrepare={() => Promise.reject(new Error('Nothing is sent for these.'))}
      onProof={() => {}}
      onPasskey={() => {}}
      onSwitch={() => {}}
    />,
  )
  const label = 'Don’t ask again on this browser for 30 days'
  expect(document.activeElement).toBe(totpField())
  expect(screen.getByLabelText<HTMLInputElement>(label).checked).toBe(false)
  await userEvent.click(screen.getByLabelText(label))
  expect(onChange).toHaveBeenCalledExactlyOnceWith(true)
  await press('Use another method')
  await press('One of your backup codes')
  expect(screen.queryByLabelText(label)).toBeNull()
})
