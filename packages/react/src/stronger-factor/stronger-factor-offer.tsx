import { isPasskeySupported, type StrongerFactor as Kind } from '@countersign/js'
import { Spinner } from '@countersign/ui'
import { useEffect, useRef, useState } from 'react'
import { useCountersign, useMessages } from '../context.ts'
import { useEnvironment, useSession, useUser } from '../hooks.ts'
import { lazyComponent } from '../lazy-component.tsx'

const StrongerFactor = lazyComponent(() => import('./stronger-factor.tsx').then((m) => m.StrongerFactor))

export interface StrongerFactorOfferProps {
  /** Answered, set up, or nothing to offer. */
  onDone: () => void
}

/**
 * After a sign-in whose second step was a code by SMS: offers an authenticator app or a passkey, where the server says that it is time.
 * Nobody waits for that who cannot be meant, and a failure keeps nobody from going on.
 */
export function StrongerFactorOffer({ onDone }: StrongerFactorOfferProps) {
  const { common } = useMessages()
  const { user: moves } = useCountersign()
  const mayBeMeant = useMayBeMeant()
  const [offers, setOffers] = useState<readonly Kind[]>([])
  const done = useRef(onDone)
  done.current = onDone
  const isAsked = useRef(false)

  useEffect(() => {
    // Asked once: the answer to the first is what uses the offer up.
    if (isAsked.current) return
    isAsked.current = true
    const asked = mayBeMeant ? moves.takeNudge().catch(() => null) : Promise.resolve(null)
    void asked.then((nudge) => {
      const usable = nudge?.offers.filter((kind) => kind !== 'passkey' || isPasskeySupported()) ?? []
      if (usable.length > 0) setOffers(usable)
      else done.current()
    })
  }, [mayBeMeant, moves])

  return offers.length > 0 ? <StrongerFactor offers={offers} onDone={onDone} /> : <Spinner label={common.loading} />
}

function useMayBeMeant(): boolean {
  const environment = useEnvironment()
  const session = useSession()
  const user = useUser()
  const provedSecond = (session?.factorVerificationAge?.[1] ?? -1) >= 0
  const hasNumber = user?.phoneNumbers.some((number) => number.reservedForSecondFactor) ?? false
  const hasBetter = (user?.totpEnabled ?? false) && (environment?.countersign.secondFactors.includes('totp') ?? false)
  return (environment?.countersign.nudges ?? false) && provedSecond && hasNumber && !hasBetter
}
