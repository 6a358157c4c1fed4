import { Banner, Button, CopyButton, Dialog, DialogActions } from '@countersign/ui'
import type { NewSecretKey } from '../../api/views.ts'

export interface NewKeyDialogProps {
  made: NewSecretKey
  isOpen: boolean
  onClose: () => void
  returnFocus: () => HTMLElement | null
}

/** Stays until it is closed by its button: the key cannot be shown again. */
export function NewKeyDialog({ made, isOpen, onClose, returnFocus }: NewKeyDialogProps) {
  return (
    <Dialog
      open={isOpen}
      onOpenChange={onClose}
      returnFocus={returnFocus}
      dismissible={false}
      title={`Your new key “${made.name}”`}
      description="Copy it now and keep it where your server reads its secrets."
    >
      <code data-slot="secret-key">{made.secret_key}</code>
      <Banner tone="warn">This is the only time it is shown. If it is lost, roll the key to get another.</Banner>
      <DialogActions>
        <CopyButton value={made.secret_key}>Copy key</CopyButton>
        <Button variant="primary" onClick={onClose}>
          Done
        </Button>
      </DialogActions>
    </Dialog>
  )
}
