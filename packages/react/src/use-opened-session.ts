import type { Session } from '@countersign/js'
import { useCallback, useEffect, useRef } from 'react'
import { useCountersign } from './context.ts'
import type { Progress } from './steps/step-form.tsx'
import { useAction } from './use-action.ts'

/**
 * Opens the session of an attempt as soon as it is complete, once; `retry` is for when that fails. Who left the screen in the meantime, by a
 * link that an app shows to whoever is signed in, is not called back.
 */
export function useOpenedSession(sessionId: string | null, onOpen: (session: Session) => void) {
  const client = useCountersign()
  // Its own action: the one that completed the attempt may not have settled yet.
  const { run, isBusy, failure } = useAction()
  const opened = useRef<string | null>(null)
  const finish = useRef(onOpen)
  finish.current = onOpen
  const isShown = useRef(true)
  useEffect(() => {
    isShown.current = true
    return () => {
      isShown.current = false
    }
  }, [])

  const open = useCallback(
    (session: string) =>
      run(async () => {
        const active = await client.setActive({ session })
        if (isShown.current) finish.current(active)
      }),
    [client, run],
  )
  useEffect(() => {
    if (sessionId === null || opened.current === sessionId) return
    opened.current = sessionId
    void open(sessionId)
  }, [sessionId, open])

  const progress: Progress = { isBusy, failure }
  const retry = () => {
    if (sessionId !== null) void open(sessionId)
  }
  return { progress, retry }
}
