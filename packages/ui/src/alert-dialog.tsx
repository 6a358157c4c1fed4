import { AlertDialog as BaseAlertDialog } from '@base-ui/react/alert-dialog'
import type { ReactNode } from 'react'
import { Banner } from './banner.tsx'
import { Button } from './button.tsx'

export interface AlertDialogProps {
  open: boolean
  onOpenChange: (open: boolean) => void
  title: ReactNode
  description: ReactNode
  confirmLabel: string
  cancelLabel: string
  onConfirm: () => void
  /** False until something inside is filled in. */
  canConfirm?: boolean | undefined
  busy?: boolean | undefined
  error?: string | null | undefined
  tone?: 'danger' | 'primary' | undefined
  children?: ReactNode
  /** Where the focus goes afterwards, when what opened it may be gone; null for where it came from. */
  returnFocus?: (() => HTMLElement | null) | undefined
}

/** A question that must be answered before something is lost. Focus starts on the safe answer. */
export function AlertDialog(props: AlertDialogProps) {
  const { open, onOpenChange, busy, error, tone = 'danger' } = props
  return (
    <BaseAlertDialog.Root open={open} onOpenChange={(next) => onOpenChange(next)}>
      <BaseAlertDialog.Portal>
        <BaseAlertDialog.Backdrop data-slot="backdrop" />
        <BaseAlertDialog.Viewport data-slot="dialog-viewport">
          <BaseAlertDialog.Popup data-slot="dialog" finalFocus={props.returnFocus}>
            <BaseAlertDialog.Title data-slot="dialog-title">{props.title}</BaseAlertDialog.Title>
            <BaseAlertDialog.Description data-slot="dialog-description">
              {props.description}
            </BaseAlertDialog.Description>
            {props.children}
            {error ? <Banner tone="danger">{error}</Banner> : null}
            <div data-slot="dialog-actions">
              <BaseAlertDialog.Close render={<Button disabled={busy}>{props.cancelLabel}</Button>} />
              <Button variant={tone} busy={busy} disabled={props.canConfirm === false} onClick={props.onConfirm}>
                {props.confirmLabel}
              </Button>
            </div>
          </BaseAlertDialog.Popup>
        </BaseAlertDialog.Viewport>
      </BaseAlertDialog.Portal>
    </BaseAlertDialog.Root>
  )
}
