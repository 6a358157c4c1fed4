import { type CountersignError, isCountersignError, isPasskeyAutofillSupported } from '@countersign/js'
import { useEffect, useRef } from 'react'
import type { Action } from '../use-action.ts'

/**
 * While the first screen is shown, lets the browser offer passkeys in the list of its field. Picking one runs `signIn` to its end; only what the
 * server says about a picked passkey is shown, and the offer is made again.
 */
export function usePasskeyAutofill(isOn: boolean, { run }: Pick<Action, 'run'>, signIn: () => Promise<unknown>): void {
  const latest = useRef(signIn)
  latest.current = signIn
  useEffect(() => {
    if (!isOn) return
    let isShown = true
    const offer = async () => {
      while (isShown) {
        const error: unknown = await latest.current().then(
          () => null,
          (reason: unknown) => reason,
        )
        if (!isShown || !isAboutPasskey(error)) return
        await run(() => Promise.reject(error))
      }
    }
    void isPasskeyAutofillSupported().then((isSupported) => (isSupported ? offer() : undefined))
    return () => {
      isShown = false
    }
  }, [isOn, run])
}

/** Nobody asked for a passkey when the page opened: one that the browser does not give is no failure. */
function isAboutPasskey(error: unknown): error is CountersignError {
  return isCountersignError(error) && error.status > 0 && error.code.startsWith('passkey_')
}
