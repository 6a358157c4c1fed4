import { isCountersignError } from '@countersign/js'
import { useCallback, useEffect, useRef, useState } from 'react'
import { useMessages } from './context.ts'
import { ProofDeclined } from './reverify/proof-declined.ts'

/** What a screen shows when an action failed: a sentence, and the form field it belongs to (snake_case), if any. */
export interface Failure {
  message: string
  field: string | null
  code: string
  /** Seconds to wait before trying again, where the server says so. */
  retryAfter?: number | null
}

export interface Action {
  isBusy: boolean
  failure: Failure | null
  /** Runs `work`, one at a time; true when it went through. */
  run(work: () => Promise<unknown>): Promise<boolean>
  clear(): void
}

/** The four looks of anything that takes a while: idle, busy, failed with words, done. */
export function useAction(): Action {
  const messages = useMessages()
  const [isBusy, setBusy] = useState(false)
  const [failure, setFailure] = useState<Failure | null>(null)
  const isRunning = useRef(false)
  const isMounted = useRef(true)
  useEffect(() => {
    isMounted.current = true
    return () => {
      isMounted.current = false
    }
  }, [])

  const run = useCallback(
    async (work: () => Promise<unknown>) => {
      // State is too slow against a double press: two submits may arrive before a render.
      if (isRunning.current) return false
      isRunning.current = true
      setBusy(true)
      try {
        await work()
        if (isMounted.current) setFailure(null)
        return true
      } catch (error) {
        if (isMounted.current) setFailure(failureOf(error, messages.common.unexpected))
        return false
      } finally {
        isRunning.current = false
        if (isMounted.current) setBusy(false)
      }
    },
    [messages],
  )
  const clear = useCallback(() => setFailure(null), [])
  return { isBusy, failure, run, clear }
}

function failureOf(error: unknown, unexpected: string): Failure | null {
  // Whoever closes the "Is it still you?" dialog knows why nothing happened.
  if (error instanceof ProofDeclined) return null
  if (isCountersignError(error)) {
    return { message: error.message, field: error.paramName, code: error.code, retryAfter: error.retryAfter }
  }
  return { message: unexpected, field: null, code: 'unexpected' }
}

/** The sentence for one field of a form. */
export function failureFor(failure: Failure | null, field: string): string | null {
  return failure?.field === field ? failure.message : null
}

/** The sentence that none of the form's fields shows. */
export function failureBeside(failure: Failure | null, fields: readonly string[]): string | null {
  return failure && !fields.includes(failure.field ?? '') ? failure.message : null
}
