import type { Factor } from '@countersign/js'
import { cleanup, render, screen } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { afterEach, describe, expect, test, vi } from 'vitest'
import type { Progress } from '../steps/step-form.tsx'
import { ClientTrustStep } from './client-trust-step.tsx'
import { FirstFactorStep } from './first-factor-step.tsx'
import type { IdentifierKind } from './identifiers.ts'
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

function showFirstFactor(factors: Factor[], progress = idle, identifier = 'ada@acme.example') {
  const onPrepare = vi.fn(async () => true)
  const onProof = vi.fn()
  render(
    <FirstFactorStep
      identifier={identifier}
      factors={factors}
      resendSeconds={{ email: 30, sms: 60 }}
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

const sms = { phoneNumberId: 'idn_2', safeIdentifier: '+1 ******0123', primary: true, default: true } as const
const byNumber: Factor[] = [{ strategy: 'phone_code', ...sms }, ...all]

test('for a number a code goes to the phone, and to the mailbox on request', async () => {
  const { onPrepare, onProof } = showFirstFactor(byNumber, idle, '+14155550123')
  await userEvent.click(screen.getByRole('button', { name: 'Use a code instead' }))
  expect(onPrepare).toHaveBeenLastCalledWith({ strategy: 'phone_code', phoneNumberId: 'idn_2' })
  expect(await screen.findByText(/^If \+1 \*{6}0123 belongs to an account/)).toBeTruthy()
  expect(screen.getByText('You can ask for a new code in 60 seconds.')).toBeTruthy()
  const field = screen.getByLabelText<HTMLInputElement>('Code from the text message')
  expect([field.autocomplete, field.inputMode]).toEqual(['one-time-code', 'numeric'])
  await userEvent.type(field, '123456')
  expect(onProof).toHaveBeenCalledExactlyOnceWith({ strategy: 'phone_code', code: '123456' })
  await userEvent.click(screen.getByRole('button', { name: 'Get an e-mail instead' }))
  expect(onPrepare).toHaveBeenLastCalledWith(expect.objectContaining({ strategy: 'email_code' }))
  await userEvent.click(await screen.findByRole('button', { name: 'Get a text message instead' }))
  expect(await screen.findByLabelText('Code from the text message')).toBeTruthy()
})

test('a mailbox that is not hinted at is spoken of without its name', async () => {
  const hidden = { ...email, safeIdentifier: '*****' }
  showFirstFactor(
    [{ strategy: 'password' }, { strategy: 'reset_password_email_code', ...hidden }],
    idle,
    '+14155550123',
  )
  await userEvent.click(screen.getByRole('button', { name: 'Forgot password?' }))
  expect(await screen.findByText(/^If this account has an e-mail address/)).toBeTruthy()
  expect(screen.getByRole('button', { name: 'Use another account' })).toBeTruthy()
  expect(screen.queryByRole('button', { name: /instead$/ })?.textContent).toBe('Use your password instead')
})

test('a text message that names this site is read where the browser can (WebOTP)', async () => {
  const get = vi.fn(async () => ({ code: '654321' }))
  vi.stubGlobal('OTPCredential', class {})
  Object.defineProperty(navigator, 'credentials', { value: { get }, configurable: true })
  const { onProof } = showFirstFactor([{ strategy: 'phone_code', ...sms }], idle, '+14155550123')
  await userEvent.click(screen.getByRole('button', { name: 'Send code' }))
  await vi.waitFor(() => expect(onProof).toHaveBeenCalledWith({ strategy: 'phone_code', code: '654321' }))
  expect(get).toHaveBeenCalledWith(expect.objectContaining({ otp: { transport: ['sms'] } }))
  vi.unstubAllGlobals()
  Reflect.deleteProperty(navigator, 'credentials')
})

describe('where a number names an account', () => {
  const show = (identifiers: IdentifierKind[] = ['emailAddress', 'phoneNumber']) => {
    const onIdentifier = vi.fn()
    render(<IdentifyStep application="Acme" identifiers={identifiers} progress={idle} onIdentifier={onIdentifier} />)
    return onIdentifier
  }

  test('one field takes both, and an address gets no country', async () => {
    const onIdentifier = show()
    const field = screen.getByLabelText<HTMLInputElement>('E-mail address or phone number')
    expect([field.autocomplete, field.type]).toEqual(['username', 'text'])
    await userEvent.type(field, 'ada@acme.example{Enter}')
    expect(screen.queryByLabelText('Country')).toBeNull()
    expect(onIdentifier).toHaveBeenCalledExactlyOnceWith('ada@acme.example')
  })

  test('a number that is typed as at home is read in the country beside it', async () => {
    const onIdentifier = show()
    await userEvent.type(screen.getByLabelText('E-mail address or phone number'), '415 555 0123')
    expect(await screen.findByLabelText('Country')).toBeTruthy()
    expect(await screen.findByText('We understand this as +1 415 555 0123.')).toBeTruthy()
    await userEvent.keyboard('{Enter}')
    expect(onIdentifier).toHaveBeenCalledExactlyOnceWith('+14155550123')
  })

  test('half a number is refused in words, before anything is asked', async () => {
    const onIdentifier = show(['phoneNumber'])
    await userEvent.type(screen.getByLabelText('Phone number'), '4155')
    await screen.findByLabelText('Country')
    await userEvent.keyboard('{Enter}')
    expect(await screen.findByText(/does not look like a whole phone number/)).toBeTruthy()
    expect(onIdentifier).not.toHaveBeenCalled()
  })

  test('with a country code it needs no country, and names its own', async () => {
    const onIdentifier = show()
    await userEvent.type(screen.getByLabelText('E-mail address or phone number'), '+49 1512 3456017')
    expect(await screen.findByText('We understand this as +49 1512 3456017.')).toBeTruthy()
    await userEvent.keyboard('{Enter}')
    expect(onIdentifier).toHaveBeenCalledExactlyOnceWith('+4915123456017')
  })
})

test('a new browser is told of before a code is sent, and the code may come by text message instead', async () => {
  const onPrepare = vi.fn(async () => true)
  const onCode = vi.fn()
  const phone = { phoneNumberId: 'idn_2', safeIdentifier: '+1 ••• 23', primary: true, default: true } as const
  const factors: Factor[] = [
    { strategy: 'email_code', ...email },
    { strategy: 'phone_code', ...phone },
  ]
  render(
    <ClientTrustStep
      factors={factors}
      resendSeconds={{ email: 30, sms: 60 }}
      progress={idle}
      onPrepare={onPrepare}
      onCode={onCode}
      onSwitch={() => {}}
      onStartAgain={() => {}}
    />,
  )
  expect(screen.getByRole('heading', { name: 'New browser' })).toBeTruthy()
  expect(onPrepare).not.toHaveBeenCalled()
  await userEvent.click(screen.getByRole('button', { name: 'Send code' }))
  expect(onPrepare).toHaveBeenLastCalledWith({ strategy: 'email_code', emailAddressId: 'idn_1' })
  await userEvent.click(screen.getByRole('button', { name: /text message/ }))
  expect(onPrepare).toHaveBeenLastCalledWith({ strategy: 'phone_code', phoneNumberId: 'idn_2' })
  await userEvent.type(screen.getByLabelText(/Code from the text message/), '424242')
  expect(onCode).toHaveBeenCalledExactlyOnceWith('phone_code', '424242')
})
