import { Banner, Button, Stack } from '@countersign/ui'
import { KeepBackupCodes } from '../backup-codes/keep-backup-codes.tsx'
import { useSheet } from '../backup-codes/use-sheet.ts'
import { useMessages } from '../context.ts'
import type { Messages } from '../messages/en.ts'
import type { Progress } from '../steps/step-form.tsx'
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
  const { enrolment, common } = useMessages()
  if (step.name === 'scan') {
    return <TotpSetup secret={step.secret} uri={step.uri} progress={progress} onCode={onCode} level={level} />
  }
  if (step.name !== 'on') return null
  return (
    <Stack>
      <Banner tone="success" title={enrolment.onTitle}>
        {enrolment.onText}
      </Banner>
      {step.backupCodes && step.backupCodes.length > 0 ? (
        <FirstCodes codes={step.backupCodes} onDone={onDone} />
      ) : (
        <Button variant="primary" wide autoFocus onClick={onDone}>
          {common.done}
        </Button>
      )}
    </Stack>
  )
}

function FirstCodes({ codes, onDone }: { codes: readonly string[]; onDone: () => void }) {
  const { backupCodes } = useMessages()
  const sheet = useSheet(codes)
  return <KeepBackupCodes sheet={sheet} intro={backupCodes.intro} onDone={onDone} />
}

/** What the dialog or page around a step is called. */
export function enrolmentTitle(step: EnrolmentStep, messages: Messages): string {
  if (step.name !== 'on') return messages.enrolment.title
  return step.backupCodes ? messages.backupCodes.title : messages.enrolment.doneTitle
}
