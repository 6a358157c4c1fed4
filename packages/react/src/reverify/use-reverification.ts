import { type VerificationLevel, withReverification } from '@countersign/js'
import { createContext, useCallback, useContext } from 'react'

export interface Reverification {
  prove(level: VerificationLevel): Promise<void>
  /** The dialog is open; other dialogs step aside so that there is one at a time. */
  isAsking: boolean
}

export const ReverificationContext = createContext<Reverification>({
  prove: () => Promise.reject(new Error('Sensitive actions must be inside <CountersignProvider>.')),
  isAsking: false,
})

/** `guard(action)` runs it, and once more after a fresh proof when the server asks for one. */
export function useReverification() {
  const { prove, isAsking } = useContext(ReverificationContext)
  const guard = useCallback(<T>(action: () => Promise<T>) => withReverification(action, prove), [prove])
  return { guard, isAsking }
}
