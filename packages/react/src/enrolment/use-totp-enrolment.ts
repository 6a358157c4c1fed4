import type { Totp } from '@countersign/js'
import { useState } from 'react'
import { useCountersign } from '../context.ts'
import { useReverification } from '../reverify/use-reverification.ts'
import { useAction } from '../use-action.ts'

export type EnrolmentStep =
  | { name: 'idle' }
  | { name: 'scan'; secret: string; uri: string; app: string | null }
  | { name: 'on'; backupCodes: readonly string[] | null; isAnother: boolean }

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
        setStep(scanStep(totp, null))
      }),
    /** One more beside those there are. */
    startAnother: (name: string) =>
      action.run(async () => {
        const app = await guard(() => user.createAuthenticatorApp({ name }))
        setStep(scanStep(app, app.id))
      }),
    confirm: (code: string) =>
      action.run(async () => {
        const app = step.name === 'scan' ? step.app : null
        const verify = () =>
          app === null ? user.verifyTOTP({ code }) : user.authenticatorApp(app).attemptVerification({ code })
        const { backupCodes } = await guard<{ backupCodes: readonly string[] | null }>(verify)
        setStep({ name: 'on', backupCodes, isAnother: app !== null })
      }),
    close() {
      action.clear()
      setStep({ name: 'idle' })
    },
  }
}

function scanStep({ secret, uri }: Pick<Totp, 'secret' | 'uri'>, app: string | null): EnrolmentStep {
  return { name: 'scan', secret: secret ?? '', uri: uri ?? '', app }
}
