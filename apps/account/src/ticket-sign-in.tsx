import { SignIn, useAction, useSignIn } from '@countersign/react'
import { Banner, Spinner } from '@countersign/ui'
import { type ComponentProps, useEffect, useRef } from 'react'
import { words } from './words.ts'

type TicketSignInProps = ComponentProps<typeof SignIn> & { ticket: string }

/** Uses the ticket as first factor and leaves the rest to the sign-in screens; so does a ticket that opens nothing any more. */
export function TicketSignIn({ ticket, ...rest }: TicketSignInProps) {
  const { attempt, moves } = useSignIn()
  const { run, failure, isBusy } = useAction()
  const isStarted = useRef(false)
  useEffect(() => {
    // Once, even where effects run twice: the ticket would be refused the second time.
    if (isStarted.current) return
    isStarted.current = true
    void run(() => moves.create({ strategy: 'ticket', ticket }))
  }, [run, moves, ticket])

  if (isBusy || !isStarted.current) return <Spinner label={words.loading} />
  // The page was loaded again at the second step, which goes on where it was.
  const goesOn = attempt?.status === 'needs_second_factor'
  return (
    <>
      {failure && !goesOn ? (
        <Banner tone="danger">{failure.code === 'attempt_expired' ? words.ticketSpent : failure.message}</Banner>
      ) : null}
      <SignIn {...rest} />
    </>
  )
}
