import { useMessages } from '../context.ts'
import type { Messages } from '../messages/en.ts'
import type { Progress } from '../steps/step-form.tsx'
import { EnrolmentDone } from './enrolment-done.tsx'
import { TotpSetup } from './totp-setup.tsx'
import type { EnrolmentStep } from './use-totp-enrolment.ts'

export interface TotpEnrolmentProps {
  step: EnrolmentStep
  progress: Progress
  onCode: (code: string) => void
  onDone: () => void
  level?: 2 | 3
}

/** The enrolment from QR code to saved backup codes, for a dialog or a page. */
export function TotpEnrolment({ step, progress, onCode, onDone, level = 3 }: TotpEnrolmentProps) {
  const { enrolment } = useMessages()
  if (step.name === 'scan') {
    return <TotpSetup secret={step.secret} uri={step.uri} progress={progress} onCode={onCode} level={level} />
  }
  if (step.name !== 'on') return null
  const words = step.isAnother
    ? { title: enrolment.appOnTitle, text: enrolment.appOnText }
    : { title: enrolment.onTitle, text: enrolment.onText }
  return <EnrolmentDone {...words} backupCodes={step.backupCodes} onDone={onDone} />
}

/** What the dialog or page around a step is called. */
export function enrolmentTitle(step: EnrolmentStep, messages: Messages): string {
  if (step.name !== 'on') return messages.enrolment.title
  return step.backupCodes ? messages.backupCodes.title : messages.enrolment.doneTitle
}
