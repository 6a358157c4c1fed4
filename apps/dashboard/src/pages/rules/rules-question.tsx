import type { RulePreviewView } from '@countersign/contract'
import { useUser } from '@countersign/react'
import { AlertDialog } from '@countersign/ui'
import type { Preview } from '../../api/views.ts'
import { applyBarTarget } from '../../settings/focus-apply-bar.ts'
import { numberWords, previewWords } from './preview-words.ts'

export interface RulesQuestionProps {
  /** Null while there is nothing to ask. */
  preview: Preview | null
  /** Another dialog has the floor. */
  isHidden: boolean
  isBusy: boolean
  failure: string | null | undefined
  onConfirm: () => void
  onClose: () => void
}

/** Whom the rules concern, before they are applied. */
export function RulesQuestion({ preview, isHidden, ...props }: RulesQuestionProps) {
  const me = useUser()
  const lines = preview ? previewWords(preview, me?.id ?? null) : []
  return (
    <AlertDialog
      open={preview !== null && !isHidden}
      onOpenChange={(isOpen) => {
        if (!isOpen) props.onClose()
      }}
      title="Apply these rules?"
      description={
        lines.length === 0
          ? 'Nobody has to do anything new at the moment.'
          : 'They take effect at once, also where users are signed in now.'
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
      {preview && preview.rules.length > 0 ? <RuleNumbers rules={preview.rules} /> : null}
    </AlertDialog>
  )
}

function RuleNumbers({ rules }: { rules: readonly RulePreviewView[] }) {
  return (
    <ul data-slot="rule-numbers" aria-label="By rule">
      {rules.map((numbers) => (
        <li key={numbers.rule.id}>
          <strong>
            <bdi>{numbers.rule.name}</bdi>
          </strong>{' '}
          {numberWords(numbers)}
        </li>
      ))}
    </ul>
  )
}
