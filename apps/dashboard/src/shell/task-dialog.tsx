import { useReverification } from '@countersign/react'
import { Dialog, type DialogProps } from '@countersign/ui'
import type { OpenedDialog } from './question.tsx'

type Words = Pick<DialogProps, 'title' | 'description' | 'children' | 'initialFocus'>

/** A form or a view above the page. It makes room while the administrator verifies their identity. */
export function TaskDialog({ isOpen, onClose, ...words }: OpenedDialog & Words) {
  const { isAsking } = useReverification()
  return (
    <Dialog
      {...words}
      open={isOpen && !isAsking}
      onOpenChange={(next) => {
        if (!next) onClose()
      }}
    />
  )
}
