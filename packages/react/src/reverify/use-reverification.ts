import { type StepUp, type VerificationLevel, withReverification } from '@countersign/js'
import { createContext, useCallback, useContext } from 'react'

/** What the dialog is for: a fresh proof, or the approval of one action. */
export type Asked = { level: VerificationLevel } | { stepUp: StepUp; words: StepUpWords }

/** How the app calls what is approved; shown as text, whatever is in it. */
export interface StepUpWords {
  title?: string | undefined
  labels?: Readonly<Record<string, string>> | undefined
}

export interface Reverification {
  prove(asked: Asked): Promise<void>
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
  const guard = useCallback(
    <T>(action: () => Promise<T>) => withReverification(action, (level) => prove({ level })),
    [prove],
  )
  return { guard, isAsking }
}
