import { Banner, Button, CopyButton, Dialog, DialogActions } from '@countersign/ui'
import type { ReactNode } from 'react'
import type { OpenedDialog } from './question.tsx'

export interface ShownOnceProps extends OpenedDialog {
  title: string
  description: string
  /** What is shown: a key, a code, a link. */
  value: string
  copyLabel: string
  /** What to do if it is lost. */
  children: ReactNode
}

/** Stays until it is closed by its button: what it shows cannot be shown again. */
export function ShownOnce(props: ShownOnceProps) {
  const { title, description, value, copyLabel, children, isOpen, onClose, returnFocus } = props
  return (
    <Dialog
      open={isOpen}
      onOpenChange={onClose}
      returnFocus={returnFocus}
      dismissible={false}
      title={title}
      description={description}
    >
      <code data-slot="secret-key">{value}</code>
      <Banner tone="warn">{children}</Banner>
      <DialogActions>
        <CopyButton value={value}>{copyLabel}</CopyButton>
        <Button variant="primary" onClick={onClose}>
          Done
        </Button>
      </DialogActions>
    </Dialog>
  )
}
