import { cleanup, render, screen, waitFor } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { StrictMode } from 'react'
import { afterEach, describe, expect, test, vi } from 'vitest'
import { createInvitationPeer, type InvitationFacts } from '../../test/invitation-peer.ts'
import { CountersignProvider } from '../provider.tsx'
import { SignUp } from './sign-up.tsx'

afterEach(() => {
  cleanup()
  window.history.replaceState(null, '', '/')
})

async function show(given: Partial<InvitationFacts>, ticket?: string | null) {
  const peer = createInvitationPeer(given)
  const onComplete = vi.fn()
  await peer.client.load()
  render(
    <StrictMode>
      <CountersignProvider client={peer.client}>
        <SignUp onComplete={onComplete} signInUrl="/sign-in" ticket={ticket} />
      </CountersignProvider>
    </StrictMode>,
  )
  return { ...peer, onComplete, sent: () => peer.asked.filter(([key]) => key.includes('sign_ups')) }
}
const heading = async () => (await screen.findByRole('heading', { level: 1 })).textContent
const signInLink = () => screen.getByRole('link', { name: 'Sign in' }).getAttribute('href')

describe('without an invitation', () => {
  test.each([
    ['closed', 'Sign-up is closed', 'New accounts for Acme are created by its team.'],
    [
      'invitation',
      'Sign-up is by invitation',
      'To create an account for Acme, open the link in your invitation email.',
    ],
  ] as const)('in mode %s the page says “%s” and leads to sign-in', async (mode, title, text) => {
    const { sent } = await show({ mode })
    expect(await heading()).toBe(title)
    expect(screen.getByText(text, { exact: false })).toBeTruthy()
    expect(signInLink()).toBe('/sign-in')
    expect(screen.queryByRole('textbox')).toBeNull()
    expect(sent()).toEqual([])
  })
})

describe('with an invitation', () => {
  test('the page takes the ticket out of its address, shows the invited address as it is, and asks for the rest', async () => {
    window.history.replaceState(null, '', '/join?a=1&__clerk_ticket=good&__clerk_status=sign_up')
    const { sent, onComplete } = await show({})
    const email = await screen.findByLabelText<HTMLInputElement>('E-mail address')
    expect(`${window.location.pathname}${window.location.search}`).toBe('/join?a=1')
    expect([email.value, email.readOnly]).toEqual(['guest@acme.example', true])
    const password = screen.getByLabelText('Password')
    expect(document.activeElement).toBe(password)
    await userEvent.type(password, 'correct horse{Enter}')
    await waitFor(() => expect(onComplete).toHaveBeenCalledTimes(1))
    expect(sent()).toEqual([
      ['POST /client/sign_ups', { strategy: 'ticket', ticket: 'good' }],
      ['PATCH /client/sign_ups/sua_1', { password: 'correct horse' }],
    ])
  })

  test('opening the link creates no account where nothing but the address is needed', async () => {
    const { sent, onComplete } = await show({ hasPassword: false }, 'good')
    expect(await heading()).toBe('Accept your invitation')
    expect(sent()).toEqual([])
    await userEvent.click(screen.getByRole('button', { name: 'Create account' }))
    await waitFor(() => expect(onComplete).toHaveBeenCalledTimes(1))
    expect(sent()).toEqual([['POST /client/sign_ups', { strategy: 'ticket', ticket: 'good' }]])
  })

  test('a used or expired one says what to do, and leads to sign-in', async () => {
    const { sent } = await show({}, 'old')
    expect((await screen.findByRole('alert')).textContent).toContain('no longer valid')
    expect(signInLink()).toBe('/sign-in')
    expect(screen.queryByRole('button')).toBeNull()
    expect(sent()).toHaveLength(1)
  })

  test('where sign-up is open, an invalid one leaves the ordinary form', async () => {
    await show({ mode: 'open' }, 'old')
    await userEvent.click(await screen.findByRole('button', { name: 'Sign up without the invitation' }))
    expect((await screen.findByLabelText<HTMLInputElement>('E-mail address')).readOnly).toBe(false)
  })

  test('one that was revoked meanwhile is told above the form', async () => {
    await show({ isRevoked: true }, 'good')
    await userEvent.type(await screen.findByLabelText('Password'), 'correct horse{Enter}')
    expect((await screen.findByRole('alert')).textContent).toContain('no longer valid')
  })
})
