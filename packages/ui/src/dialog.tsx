import { Dialog as BaseDialog } from '@base-ui/react/dialog'
import { type ReactNode, type RefObject, useRef } from 'react'

export interface DialogProps {
  open: boolean
  onOpenChange: (open: boolean) => void
  title: ReactNode
  description?: ReactNode
  children?: ReactNode
  closeLabel?: string | undefined
  /** False keeps it open on Escape, outside presses and without a close button: for a step that must be finished. */
  dismissible?: boolean | undefined
  /** Where to start; the dialog itself by default, so that its name is read before anything in it. */
  initialFocus?: RefObject<HTMLElement | null> | undefined
  /** Where the focus goes afterwards, when what opened it may be gone; null for where it came from. */
  returnFocus?: (() => HTMLElement | null) | undefined
}

/** A task of its own above the page: traps focus, closes with Escape, gives focus back. */
export function Dialog(props: DialogProps) {
  const { open, onOpenChange, title, description, children, closeLabel = 'Close', dismissible = true } = props
  const popup = useRef<HTMLDivElement>(null)
  return (
    <BaseDialog.Root
      open={open}
      disablePointerDismissal={true}
      onOpenChange={(next, details) => {
        if (!next && !dismissible) details.cancel()
        else onOpenChange(next)
      }}
    >
      <BaseDialog.Portal>
        <BaseDialog.Backdrop data-slot="backdrop" />
        <BaseDialog.Viewport data-slot="dialog-viewport">
          <BaseDialog.Popup
            ref={popup}
            data-slot="dialog"
            initialFocus={props.initialFocus ?? popup}
            finalFocus={props.returnFocus}
          >
            <header data-slot="dialog-header">
              <BaseDialog.Title data-slot="dialog-title">{title}</BaseDialog.Title>
              {dismissible ? (
                <BaseDialog.Close data-slot="dialog-close" aria-label={closeLabel}>
                  <svg viewBox="0 0 16 16" aria-hidden="true">
                    <path d="M3.5 3.5l9 9m0-9l-9 9" />
                  </svg>
                </BaseDialog.Close>
              ) : null}
            </header>
            {description ? (
              <BaseDialog.Description data-slot="dialog-description">{description}</BaseDialog.Description>
            ) : null}
            {children}
          </BaseDialog.Popup>
        </BaseDialog.Viewport>
      </BaseDialog.Portal>
    </BaseDialog.Root>
  )
}

/** The row of buttons that ends a dialog. */
export function DialogActions({ children }: { children: ReactNode }) {
  return <div data-slot="dialog-actions">{children}</div>
}
