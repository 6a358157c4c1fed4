import { useCallback, useEffect, useRef, useState } from 'react'
import { takeTicket } from '../take-ticket.ts'
import { type Failure, useAction } from '../use-action.ts'

export interface Invitation {
  /** `offered` waits for a button, `opening` for the server; `none` when there is no ticket, or it has done its part. */
  stage: 'none' | 'offered' | 'opening' | 'refused'
  isBusy: boolean
  failure: Failure | null
  accept: () => void
  /** Goes on without the ticket. */
  dismiss: () => void
}

/**
 * Begins a sign-up with the ticket of an invitation: `given`, or the one in the address of the page. `isAtOnce` is null while it is not
 * known whether opening the page may do that by itself.
 */
export function useInvitation(
  given: string | null | undefined,
  isAtOnce: boolean | null,
  open: (ticket: string) => Promise<unknown>,
): Invitation {
  const [ticket, setTicket] = useState(() => (given === undefined ? ticketOfPage() : given))
  const { run, failure, isBusy } = useAction()
  const isStarted = useRef(false)
  const opening = useRef(open)
  opening.current = open
  const dismiss = useCallback(() => setTicket(null), [])
  const accept = useCallback(() => {
    if (ticket === null) return
    void run(() => opening.current(ticket)).then((isDone) => {
      if (isDone) setTicket(null)
    })
  }, [ticket, run])
  useEffect(() => {
    // Once, even where effects run twice.
    if (!isAtOnce || ticket === null || isStarted.current) return
    isStarted.current = true
    accept()
  }, [isAtOnce, ticket, accept])

  const stage = ticket === null ? 'none' : failure && !isBusy ? 'refused' : isAtOnce ? 'opening' : 'offered'
  return { stage, isBusy, failure, accept, dismiss }
}

function ticketOfPage(): string | null {
  return typeof window === 'undefined' ? null : takeTicket(window.location, window.history)
}
