import { useCallback, useEffect, useRef } from 'react'
import type { Progress } from './step-form.tsx'

/** Sends a code as soon as it is complete; one that was filled in while something else was under way goes right after. */
export function useCompletedCode({ isBusy }: Progress, onCode: (code: string) => void): (code: string) => void {
  const waiting = useRef<string | null>(null)
  const send = useRef(onCode)
  send.current = onCode
  useEffect(() => {
    if (isBusy || waiting.current === null) return
    const code = waiting.current
    waiting.current = null
    send.current(code)
  }, [isBusy])
  return useCallback(
    (code: string) => {
      if (isBusy) waiting.current = code
      else send.current(code)
    },
    [isBusy],
  )
}
