import { SessionTasks, SignIn, useAuth, useSignIn } from '@countersign/react'
import { Button, NarrowPage } from '@countersign/ui'
import { useState } from 'react'
import { Brand } from '../shell/brand.tsx'
import { LinkPage } from './link-page.tsx'
import { TicketSignIn } from './ticket-sign-in.tsx'

export interface EntryProps {
  ticket: string | null
  onComplete: () => void
}

/** The way in: a one-time link, then the second factor, which is set up at once where there is none yet. */
export function Entry({ ticket, onComplete }: EntryProps) {
  const { isPending } = useAuth()
  const { attempt } = useSignIn()
  // As it was on arrival: setting up is not over before its last screen says so.
  const [way, setWay] = useState<'set-up' | 'ticket' | 'explain' | 'sign-in'>(() =>
    isPending
      ? 'set-up'
      : ticket !== null
        ? 'ticket'
        : attempt?.status === 'needs_second_factor'
          ? 'sign-in'
          : 'explain',
  )
  const signIn = () => setWay('sign-in')
  return (
    <NarrowPage>
      <Brand />
      {way === 'set-up' ? <SessionTasks onDone={onComplete} /> : null}
      {way === 'sign-in' ? (
        <>
          <SignIn onComplete={onComplete} />
          <Button variant="quiet" wide onClick={() => setWay('explain')}>
            Use a one-time link instead
          </Button>
        </>
      ) : null}
      {way === 'explain' ? <LinkPage onSignIn={signIn} /> : null}
      {way === 'ticket' && ticket ? <TicketSignIn ticket={ticket} onComplete={onComplete} onSignIn={signIn} /> : null}
    </NarrowPage>
  )
}
