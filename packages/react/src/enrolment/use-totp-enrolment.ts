import type { Totp } from '@countersign/js'
import { useState } from 'react'
import { useCountersign } from '../context.ts'
import { useReverification } from '../reverify/use-reverification.ts'
import { useAction } from '../use-action.ts'

export type EnrolmentStep =
  | { name: 'idle' }
  | { name: 'scan'; secret: string; uri: string }
  | { name: 'on'; backupCodes: readonly string[] | null }

/** Setting up an authenticator app: nothing is active before the code is right (S30). */
export function useTotpEnrolment() {
  const { user } = useCountersign()
  const { guard } = useReverification()
  const action = useAction()
  const [step, setStep] = useState<EnrolmentStep>({ name: 'idle' })

  return {
    step,
    action,
    start: () =>
      action.run(async () => {
        const totp = await guard(() => user.createTOTP())
        setStep(scanStep(totp))
      }),
    confirm: (code: string) =>
      action.run(async () => {
        const totp = await guard(() => user.verifyTOTP({ code }))
        setStep({ name: 'on', backupCodes: totp.backupCodes })
      }),
    close() {
      action.clear()
      setStep({ name: 'idle' })
    },
  }
}

function scanStep({ secret, uri }: Totp): EnrolmentStep {
  return { name: 'scan', secret: secret ?? '', uri: uri ?? '' }
}
