import type { Countersign, Session } from '@countersign/js'
import { act, cleanup, render, screen } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { useState } from 'react'
import { afterEach, expect, test, vi } from 'vitest'
import { createPeer } from '../test/peer.ts'
import { useAuth } from './hooks.ts'
import { CountersignProvider } from './provider.tsx'
import { SignIn } from './sign-in/sign-in.tsx'

afterEach(cleanup)

/** An app whose header leads on as soon as somebody is signed in. */
function App({ onComplete }: { onComplete: () => void }) {
  const { isSignedIn } = useAuth()
  const [isElsewhere, setElsewhere] = useState(false)
  return (
    <>
      {isSignedIn ? (
        <button type="button" onClick={() => setElsewhere(true)}>
          Elsewhere
        </button>
      ) : null}
      {isElsewhere ? null : <SignIn onComplete={onComplete} />}
    </>
  )
}

test('whoever follows a link before the sign-in has said that it is complete stays where it led', async () => {
  const { client } = createPeer({ signedIn: false })
  const onComplete = vi.fn()
  let opening: Promise<Session> | undefined
  let answer = () => {}
  const held = new Promise<void>((resolve) => {
    answer = resolve
  })
  const slow: Countersign = {
    ...client,
    setActive: (input) => {
      opening = held.then(() => client.setActive(input))
      return opening
    },
  }
  await client.load()
  render(
    <CountersignProvider client={slow}>
      <App onComplete={onComplete} />
    </CountersignProvider>,
  )
  await userEvent.type(await screen.findByLabelText('E-mail address'), 'ada@acme.example{Enter}')
  await userEvent.type(await screen.findByLabelText('Password'), 'correct horse{Enter}')
  await userEvent.click(await screen.findByRole('button', { name: 'Elsewhere' }))
  await act(async () => {
    answer()
    await opening
  })
  expect(onComplete).not.toHaveBeenCalled()
})
