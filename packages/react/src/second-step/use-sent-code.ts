import { useState } from 'react'
import { useAction } from '../use-action.ts'
import type { PhoneFactor } from './method.ts'

export interface SentCodeOptions {
  /** The number that a code is on its way to already. */
  waiting: PhoneFactor | null
  resendSeconds: number
  onPrepare: (factor: PhoneFactor) => Promise<unknown>
}

interface SentCode {
  phoneNumberId: string
  /** Milliseconds of this browser's clock. */
  at: number
}

/** Knows which number the last code went to: a code to one number ends the one to another. */
export function useSentCode({ waiting, resendSeconds, onPrepare }: SentCodeOptions) {
  // An action of its own: the screen comes up while the proof before it is still being answered.
  const action = useAction()
  const [sent, setSent] = useState<SentCode | null>(waiting && sentTo(waiting))
  const sentAt = ({ phoneNumberId }: PhoneFactor) => (sent?.phoneNumberId === phoneNumberId ? sent.at : null)
  return {
    action,
    sentAt,
    /** A new one would be refused, and the one on its way still opens the door. */
    isFresh: (factor: PhoneFactor) => Date.now() < (sentAt(factor) ?? 0) + resendSeconds * 1000,
    send: (factor: PhoneFactor) =>
      action.run(async () => {
        await onPrepare(factor)
        setSent(sentTo(factor))
      }),
  }
}

const sentTo = ({ phoneNumberId }: PhoneFactor): SentCode => ({ phoneNumberId, at: Date.now() })
