import type { UserActions } from '@countersign/js'
import { useEffect, useMemo, useRef } from 'react'

/** Removes a number that was added here and is not verified when the screen goes away: nothing is left half done (S36). */
export function useAddedNumber(moves: UserActions) {
  const id = useRef<string | null>(null)
  const isGone = useRef(false)
  const added = useMemo(
    () => ({
      isGone: () => isGone.current,
      async remove() {
        const unverified = id.current
        id.current = null
        // Nobody waits for this, and nobody is asked to prove anything in order to give up: at worst it stays, unverified.
        if (unverified)
          await moves
            .phoneNumber(unverified)
            .destroy()
            .catch(() => {})
      },
      async note(next: string) {
        id.current = next
        if (isGone.current) await added.remove()
      },
      /** It is verified now, and stays. */
      settle() {
        id.current = null
      },
    }),
    [moves],
  )
  useEffect(() => {
    isGone.current = false
    return () => {
      isGone.current = true
      void added.remove()
    }
  }, [added])
  return added
}
