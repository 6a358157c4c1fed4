import { usePasskeyEnrolment } from './use-passkey-enrolment.ts'
import { useTotpEnrolment } from './use-totp-enrolment.ts'

export type StrongEnrolmentState = ReturnType<typeof useStrongEnrolment>

/** Setting up an authenticator app or a passkey, whichever is chosen, on a page of its own. */
export function useStrongEnrolment() {
  const app = useTotpEnrolment()
  const passkey = usePasskeyEnrolment()
  return {
    app,
    passkey,
    isUnderWay: app.step.name !== 'idle' || passkey.made !== null,
    failure: app.action.failure ?? passkey.action.failure,
  }
}
