import { cleanup, render, screen } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import type { ReactNode } from 'react'
import { afterEach, expect, test } from 'vitest'
import { createPeer } from '../../test/peer.ts'
import { CountersignProvider } from '../provider.tsx'
import { SignIn } from '../sign-in/sign-in.tsx'
import { SignUp } from '../sign-up/sign-up.tsx'
import { UserProfile } from '../user-profile/user-profile.tsx'

afterEach(cleanup)

const screens: [string, ReactNode, string][] = [
  ['SignIn', <SignIn key="in" onComplete={() => {}} />, 'Sign in to Acme'],
  ['SignUp', <SignUp key="up" onComplete={() => {}} />, 'Create your account'],
  ['UserProfile', <UserProfile key="user" section="security" hrefOf={(section) => `/user/${section}`} />, 'Security'],
]

test.each(screens)(
  '%s says that the server cannot be reached, and works after a retry',
  async (name, children, title) => {
    const { client, facts } = createPeer({ isDown: true, signedIn: name === 'UserProfile' })
    render(<CountersignProvider client={client}>{children}</CountersignProvider>)
    await screen.findByRole('heading', { name: 'This page could not be loaded.' })
    expect(screen.getByRole('alert').textContent).toContain('The server gave an answer we could not read.')
    const retry = screen.getByRole('button', { name: 'Try again' })
    await userEvent.click(retry)
    await screen.findByRole('alert')
    expect(screen.getByRole('button', { name: 'Try again' })).toBe(retry)
    facts.isDown = false
    await userEvent.click(retry)
    await screen.findByRole('heading', { name: title })
    expect(screen.queryByRole('button', { name: 'Try again' })).toBeNull()
  },
)
