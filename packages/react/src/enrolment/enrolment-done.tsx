import { Banner, Button, Stack } from '@countersign/ui'
import { KeepBackupCodes } from '../backup-codes/keep-backup-codes.tsx'
import { useSheet } from '../backup-codes/use-sheet.ts'
import { useMessages } from '../context.ts'

export interface EnrolmentDoneProps {
  /** That the second step is on, unless something else is to be said. */
  title?: string
  text: string
  /** There when this enrolment made the first set. */
  backupCodes: readonly string[] | null
  onDone: () => void
}

/** A second step is on; its backup codes have to be kept before this closes. */
export function EnrolmentDone({ title, text, backupCodes, onDone }: EnrolmentDoneProps) {
  const { enrolment, common } = useMessages()
  return (
    <Stack>
      <Banner tone="success" title={title ?? enrolment.onTitle}>
        {text}
      </Banner>
      {backupCodes && backupCodes.length > 0 ? (
        <FirstCodes codes={backupCodes} onDone={onDone} />
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
