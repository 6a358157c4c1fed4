import { useAction, useReverification } from '@countersign/react'
import { AlertDialog, type AlertDialogProps } from '@countersign/ui'

/** The state of the one dialog above a page, as `useOpened` keeps it. */
export interface OpenedDialog {
  isOpen: boolean
  onClose: () => void
  returnFocus: () => HTMLElement | null
}

type Words = Pick<AlertDialogProps, 'title' | 'description' | 'confirmLabel' | 'canConfirm' | 'tone' | 'children'>

export interface QuestionProps extends OpenedDialog, Words {
  /** A refusal is shown in the question, which stays open. */
  onConfirm: () => Promise<unknown>
}

/** Asks before something is done, and makes room while the administrator verifies their identity. */
export function Question({ isOpen, onClose, onConfirm, ...words }: QuestionProps) {
  const { isAsking } = useReverification()
  const action = useAction()
  return (
    <AlertDialog
      {...words}
      open={isOpen && !isAsking}
      onOpenChange={(next) => {
        if (!next) onClose()
      }}
      cancelLabel="Cancel"
      busy={action.isBusy}
      error={action.failure?.message}
      onConfirm={() => void action.run(onConfirm)}
    />
  )
}
