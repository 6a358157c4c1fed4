import { useState } from 'react'
import { useCountersign } from '../context.ts'
import { useReverification } from '../reverify/use-reverification.ts'
import { useAction } from '../use-action.ts'

/** Adding a passkey: the browser asks for it, and what it made is on at once. */
export function usePasskeyEnrolment() {
  const { user } = useCountersign()
  const { guard } = useReverification()
  const action = useAction()
  const [made, setMade] = useState<{ backupCodes: readonly string[] | null } | null>(null)

  return {
    made,
    action,
    start: () =>
      action.run(async () => {
        const { backupCodes } = await guard(() => user.createPasskey())
        setMade({ backupCodes })
      }),
    close: () => setMade(null),
  }
}
