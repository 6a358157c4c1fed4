import { AlertDialog } from '@countersign/ui'
import type { Preview } from '../../api/views.ts'
import { applyBarTarget } from '../../settings/focus-apply-bar.ts'
import { affectedWords } from './affected-words.ts'
import type { FactorSettings } from './factor-settings.ts'

export interface ApplyQuestionProps {
  /** Null while there is nothing to ask. */
  preview: Preview | null
  changes: Partial<FactorSettings>
  /** Another dialog has the floor. */
  isHidden: boolean
  isBusy: boolean
  failure: string | null | undefined
  onConfirm: () => void
  onClose: () => void
}

/** Says how many users a change concerns before it is made (S11). */
export function ApplyQuestion(props: ApplyQuestionProps) {
  const { preview, changes } = props
  const lines = preview ? affectedWords(changes, preview) : []
  return (
    <AlertDialog
      open={preview !== null && !props.isHidden}
      onOpenChange={(isOpen) => {
        if (!isOpen) props.onClose()
      }}
      title="Apply these changes?"
      description={
        lines.length === 0 ? 'No user is affected at the moment.' : 'They take effect at once, for everybody concerned.'
      }
      confirmLabel="Apply changes"
      cancelLabel="Cancel"
      tone={lines.length === 0 ? 'primary' : 'danger'}
      busy={props.isBusy}
      error={props.failure}
      onConfirm={props.onConfirm}
      returnFocus={applyBarTarget}
    >
      {lines.length > 0 ? (
        <ul data-slot="affected">
          {lines.map((line) => (
            <li key={line}>{line}</li>
          ))}
        </ul>
      ) : null}
    </AlertDialog>
  )
}
