import { Button, LiveRegion } from '@countersign/ui'
import { useState } from 'react'
import { useMessages } from '../context.ts'
import { fill } from '../messages/fill.ts'
import { useCountdown } from './use-countdown.ts'

export interface ResendProps {
  /** How long to wait between two codes. */
  seconds: number
  /** When the last code went out (milliseconds of this browser's clock); just now when left out. */
  since?: number | undefined
  /** True when a new code was sent. */
  onResend: () => Promise<boolean>
}

/** Asks for another code. The seconds are shown; read out are only their start and their end, not every tick. */
export function Resend({ seconds, since, onResend }: ResendProps) {
  const { resend } = useMessages()
  const [until, setUntil] = useState(() => (since ?? Date.now()) + seconds * 1000)
  const [wasSent, setSent] = useState(false)
  const left = useCountdown(until)

  async function send() {
    if (!(await onResend())) return
    setSent(true)
    setUntil(Date.now() + seconds * 1000)
  }

  const waiting = fill(resend.wait, { seconds: left })
  const spoken = left === 0 ? resend.ready : wasSent ? resend.sent : ''
  return (
    <div data-slot="resend">
      {left > 0 ? (
        <span data-slot="resend-wait">{wasSent ? `${resend.sent} ${waiting}` : waiting}</span>
      ) : (
        <Button variant="quiet" onClick={send}>
          {resend.action}
        </Button>
      )}
      <LiveRegion>{spoken}</LiveRegion>
    </div>
  )
}
