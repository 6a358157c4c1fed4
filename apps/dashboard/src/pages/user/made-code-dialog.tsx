import type { HelpDeskCodeView } from '@countersign/contract'
import { Banner, Button, CopyButton, Dialog, DialogActions } from '@countersign/ui'

export interface MadeCodeDialogProps {
  code: HelpDeskCodeView
  isOpen: boolean
  onClose: () => void
  returnFocus: () => HTMLElement | null
}

/** Stays until it is closed by its button: the code cannot be shown again. */
export function MadeCodeDialog({ code: { code, purpose }, isOpen, onClose, returnFocus }: MadeCodeDialogProps) {
  return (
    <Dialog
      open={isOpen}
      onOpenChange={onClose}
      returnFocus={returnFocus}
      dismissible={false}
      title={`The code for “${purpose}”`}
      description="The user types it where a backup code is asked for."
    >
      <code data-slot="secret-key">{code}</code>
      <Banner tone="warn">This is the only time it is shown. If it is lost, revoke it and make another.</Banner>
      <DialogActions>
        <CopyButton value={code ?? ''}>Copy code</CopyButton>
        <Button variant="primary" onClick={onClose}>
          Done
        </Button>
      </DialogActions>
    </Dialog>
  )
}
