import { useMessages } from '../context.ts'
import { StepCard } from '../steps/step-form.tsx'
import { EnrolmentDone } from './enrolment-done.tsx'
import { enrolmentTitle, TotpEnrolment } from './totp-enrolment.tsx'
import type { StrongEnrolmentState } from './use-strong-enrolment.ts'

export interface StrongEnrolmentProps {
  enrolment: StrongEnrolmentState
  /** Something is set up, and its backup codes are saved. */
  onDone: () => void
}

/** What follows the choice: the set-up of the app, or what came with the passkey. */
export function StrongEnrolment({ enrolment: { app, passkey }, onDone }: StrongEnrolmentProps) {
  const messages = useMessages()
  if (!passkey.made) {
    return (
      <StepCard title={enrolmentTitle(app.step, messages)}>
        <TotpEnrolment step={app.step} progress={app.action} onCode={app.confirm} onDone={onDone} level={2} />
      </StepCard>
    )
  }
  const { backupCodes } = passkey.made
  return (
    <StepCard title={backupCodes ? messages.backupCodes.title : messages.enrolment.doneTitle}>
      <EnrolmentDone text={messages.enrolment.passkeyOnText} backupCodes={backupCodes} onDone={onDone} />
    </StepCard>
  )
}
