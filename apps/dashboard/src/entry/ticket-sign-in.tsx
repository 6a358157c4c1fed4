import { SignIn, useAction, useSignIn } from '@countersign/react'
import { Banner, Button, Card, Spinner } from '@countersign/ui'
import { useCallback, useEffect, useRef } from 'react'
import { LinkPage } from './link-page.tsx'

export interface TicketSignInProps {
  ticket: string
  onComplete: () => void
  onSignIn: () => void
}

/** Uses the ticket as first factor, then leaves the rest to the sign-in screens. */
export function TicketSignIn({ ticket, onComplete, onSignIn }: TicketSignInProps) {
  const { attempt, moves } = useSignIn()
  const { run, failure, isBusy } = useAction()
  const isStarted = useRef(false)
  const start = useCallback(() => void run(() => moves.create({ strategy: 'ticket', ticket })), [run, moves, ticket])
  useEffect(() => {
    // Once, even where effects run twice: the ticket would be refused the second time.
    if (isStarted.current) return
    isStarted.current = true
    start()
  }, [start])

  if (failure?.code === 'network_error') {
    return (
      <Card level={1} title="The server cannot be reached">
        <Banner tone="danger">{failure.message}</Banner>
        <Button variant="primary" wide busy={isBusy} onClick={start}>
          Try again
        </Button>
      </Card>
    )
  }
  if (failure) return <LinkPage problem="spent" onSignIn={onSignIn} />
  if (isBusy || !isStarted.current) return <Spinner label="Signing you in" />
  // None is left once the session is open, which is for the sign-in screens to tell.
  const isLost = attempt !== null && attempt.status !== 'needs_second_factor' && attempt.status !== 'complete'
  if (isLost) return <LinkPage problem="spent" onSignIn={onSignIn} />
  return <SignIn onComplete={onComplete} />
}
