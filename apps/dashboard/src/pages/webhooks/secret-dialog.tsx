import { Banner, Button, CopyButton, Dialog, DialogActions } from '@countersign/ui'
import type { NewWebhookEndpoint } from '../../api/webhook-views.ts'

export interface SecretDialogProps {
  made: NewWebhookEndpoint
  isOpen: boolean
  onClose: () => void
  returnFocus: () => HTMLElement | null
}

/** Stays until it is closed by its button: the secret cannot be shown again. */
export function SecretDialog({ made, isOpen, onClose, returnFocus }: SecretDialogProps) {
  return (
    <Dialog
      open={isOpen}
      returnFocus={returnFocus}
      onOpenChange={onClose}
      dismissible={false}
      title="The endpoint’s signing secret"
      description="Your receiver checks with it that a request is ours. Copy it to where it reads its secrets."
    >
      <code data-slot="secret-key">{made.secret}</code>
      <Banner tone="warn">
        This is the only time it is shown. If it is lost, rotate it to get another; the old one signs for 24 more hours.
      </Banner>
      <DialogActions>
        <CopyButton value={made.secret}>Copy secret</CopyButton>
        <Button variant="primary" onClick={onClose}>
          Done
        </Button>
      </DialogActions>
    </Dialog>
  )
}
