import { type Action, useReverification } from '@countersign/react'
import { AlertDialog } from '@countersign/ui'
import type { ReactNode } from 'react'
import { applyBarTarget } from './focus-apply-bar.ts'

export interface ChangeQuestionProps {
  isOpen: boolean
  title: string
  description: string
  /** A sentence for each thing that users notice; without any, the change is harmless. */
  lines: readonly string[]
  /** Of storing the changes. */
  action: Action
  onConfirm: () => Promise<unknown>
  onClose: () => void
  children?: ReactNode
}

/** Asks before staged settings are applied that users will notice (S11). */
export function ChangeQuestion(props: ChangeQuestionProps) {
  const { isOpen, title, description, lines, action, onConfirm, onClose, children } = props
  const { isAsking } = useReverification()
  return (
    <AlertDialog
      open={isOpen && !isAsking}
      onOpenChange={(next) => {
        if (next) return
        action.clear()
        onClose()
      }}
      title={title}
      description={description}
      confirmLabel="Apply changes"
      cancelLabel="Cancel"
      tone={lines.length === 0 ? 'primary' : 'danger'}
      busy={action.isBusy}
      error={action.failure?.message}
      onConfirm={() => void onConfirm()}
      returnFocus={applyBarTarget}
    >
      {lines.length > 0 ? (
        <ul data-slot="affected">
          {lines.map((line) => (
            <li key={line}>{line}</li>
          ))}
        </ul>
      ) : null}
      {children}
    </AlertDialog>
  )
}
