import { Dialog } from '@countersign/ui'
import { KeepBackupCodes } from '../../backup-codes/keep-backup-codes.tsx'
import { useSheet } from '../../backup-codes/use-sheet.ts'
import { useMessages } from '../../context.ts'

export interface NewBackupCodesProps {
  codes: readonly string[]
  onDone: () => void
  returnFocus: () => HTMLElement | null
}

/** The codes that came with a first second factor; they are shown this once, so that only its last button closes it. */
export function NewBackupCodes({ codes, onDone, returnFocus }: NewBackupCodesProps) {
  const { backupCodes, common } = useMessages()
  return (
    <Dialog
      open
      onOpenChange={onDone}
      title={backupCodes.title}
      closeLabel={common.close}
      dismissible={false}
      returnFocus={returnFocus}
    >
      <KeepBackupCodes sheet={useSheet(codes)} intro={backupCodes.intro} onDone={onDone} />
    </Dialog>
  )
}
