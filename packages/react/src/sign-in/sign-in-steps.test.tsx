import type { Factor } from '@countersign/js'
import { cleanup, render, screen } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { afterEach, expect, test, vi } from 'vitest'
import type { Progress } from '../steps/step-form.tsx'
import { FirstFactorStep } from './first-factor-step.tsx'
import { IdentifyStep } from './identify-step.tsx'
import { ResetPasswordStep } from './reset-password-step.tsx'

afterEach(cleanup)

const idle: Progress = { isBusy: false, failure: null }
const email = { emailAddressId: 'idn_1', safeIdentifier: 'a•••@acme.example', primary: true } as const
const all: Factor[] = [
  { strategy: 'password' },
  { strategy: 'email_code', ...email },
  { strategy: 'reset_password_email_code', ...email },
]

function showFirstFactor(factors: Factor[], progress = idle) {
  const onPrepare = vi.fn(async () => true)
  const onProof = vi.fn()
  render(
    <FirstFactorStep
      identifier="ada@acme.example"
      factors={factors}
      resendSeconds={30}
      progress={progress}
      onPrepare={onPrepare}
      onProof={onProof}
      onSwitch={() => {}}
      onChangeIdentifier={() => {}}
    />,
  )
  return { onPrepare, onProof }
}

test('sign-in starts with the identifier, trimmed, in a field that password managers know (S53)', async () => {
  const onIdentifier = vi.fn()
  render(<IdentifyStep application="Acme" progress={idle} onIdentifier={onIdentifier} signUpUrl="/sign-up" />)
  const field = screen.getByLabelText<HTMLInputElement>('E-mail address')
  expect(field.autocomplete).toBe('username')
  expect(document.activeElement).toBe(field)
  await userEvent.type(field, ' ada@acme.example {Enter}')
  expect(onIdentifier).toHaveBeenCalledExactlyOnceWith('ada@acme.example')
  expect(screen.getByRole('link', { name: 'Create one' }).getAttribute('href')).toBe('/sign-up')
})

test('a failure of no field stands above the form and interrupts', () => {
  const failure = { message: 'This account is locked.', field: null, code: 'user_locked' }
  render(<IdentifyStep application="Acme" progress={{ isBusy: false, failure }} onIdentifier={() => {}} />)
  expect(screen.getByRole('alert').textContent).toBe('This account is locked.')
})

test('a password proves the first factor; a password manager sees whose it is', async () => {
  const { onProof } = showFirstFactor(all)
  const password = screen.getByLabelText<HTMLInputElement>('Password')
  const username = password.form?.querySelector<HTMLInputElement>('[autocomplete="username"]')
  expect(username?.value).toBe('ada@acme.example')
  expect(document.activeElement).toBe(password)
  await userEvent.type(password, 'correct horse{Enter}')
  expect(onProof).toHaveBeenCalledExactlyOnceWith({ strategy: 'password', password: 'correct horse' })
})

test('a code by e-mail can be used instead of the password, and back (S7, S54, S55)', async () => {
  const { onPrepare, onProof } = showFirstFactor(all)
  await userEvent.click(screen.getByRole('button', { name: 'Use a code instead' }))
  expect(onPrepare).toHaveBeenCalledExactlyOnceWith({ strategy: 'email_code', emailAddressId: 'idn_1' })
  await userEvent.type(screen.getByLabelText('Code from the e-mail'), '424242')
  expect(onProof).toHaveBeenCalledExactlyOnceWith({ strategy: 'email_code', code: '424242' })
  await userEvent.click(screen.getByRole('button', { name: 'Use your password instead' }))
  expect(screen.getByLabelText('Password')).toBeTruthy()
})

test('a forgotten password goes through a code to the same address', async () => {
  const { onPrepare, onProof } = showFirstFactor(all)
  await userEvent.click(screen.getByRole('button', { name: 'Forgot password?' }))
  expect(onPrepare).toHaveBeenCalledExactlyOnceWith({ strategy: 'reset_password_email_code', emailAddressId: 'idn_1' })
  expect(screen.getByRole('heading', { level: 1, name: 'Reset your password' })).toBeTruthy()
  await userEvent.type(screen.getByLabelText('Code from the e-mail'), '424242')
  expect(onProof).toHaveBeenCalledExactlyOnceWith({ strategy: 'reset_password_email_code', code: '424242' })
})

test('an account without a password gets a code when it asks for one, not before', async () => {
  const { onPrepare } = showFirstFactor(all.slice(1, 2))
  expect(onPrepare).not.toHaveBeenCalled()
  await userEvent.click(screen.getByRole('button', { name: 'Send code' }))
  expect(onPrepare).toHaveBeenCalledTimes(1)
  expect(screen.getByLabelText('Code from the e-mail')).toBeTruthy()
})

test('an account with no way in says so and lets one start again', () => {
  showFirstFactor([])
  expect(screen.getByRole('status').textContent).toContain('no way to sign in')
  expect(screen.getByRole('button', { name: 'Start again' })).toBeTruthy()
})

test('a new password is asked for with its rule, as a new password', async () => {
  const onPassword = vi.fn()
  render(<ResetPasswordStep minLength={12} progress={idle} onPassword={onPassword} />)
  const field = screen.getByLabelText<HTMLInputElement>('New password')
  expect(field.autocomplete).toBe('new-password')
  expect(screen.getByText(/At least 12 characters/)).toBeTruthy()
  await userEvent.type(field, 'a long enough one{Enter}')
  expect(onPassword).toHaveBeenCalledExactlyOnceWith('a long enough one')
})
