import type { Verification } from '@countersign/js'
import { keyOf, type Method, type PhoneFactor } from './method.ts'

export interface FirstScreen {
  screen: string
  /** The number that a code was sent to before the page was loaded again. */
  waiting: PhoneFactor | null
}

/** The server does not say which of several numbers got the code, and a second message would cost: then the person chooses. */
export function firstScreen(methods: readonly Method[], verification: Verification | null): FirstScreen {
  const isWaiting = verification?.strategy === 'phone_code' && verification.status === 'unverified'
  const phones = methods.filter((method): method is PhoneFactor => method.strategy === 'phone_code')
  const waiting = isWaiting && phones.length === 1 ? (phones[0] ?? null) : null
  const [first] = methods
  if (!first || (isWaiting && !waiting && first.strategy === 'phone_code')) return { screen: 'choose', waiting }
  return { screen: keyOf(first), waiting }
}
