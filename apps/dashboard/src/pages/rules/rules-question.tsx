import type { RulePreviewView } from '@countersign/contract'
import { useUser } from '@countersign/react'
import type { Preview } from '../../api/views.ts'
import { ChangeQuestion, type ChangeQuestionProps } from '../../settings/change-question.tsx'
import { numberWords, previewWords } from './preview-words.ts'

export interface RulesQuestionProps extends Pick<ChangeQuestionProps, 'action' | 'onConfirm' | 'onClose'> {
  /** Null while there is nothing to ask. */
  preview: Preview | null
}

/** Whom the rules concern, before they are applied. */
export function RulesQuestion({ preview, ...question }: RulesQuestionProps) {
  const me = useUser()
  const lines = preview ? previewWords(preview, me?.id ?? null) : []
  return (
    <ChangeQuestion
      {...question}
      isOpen={preview !== null}
      title="Apply these rules?"
      description={
        lines.length === 0
          ? 'Nobody has to do anything new at the moment.'
          : 'They take effect at once, also where users are signed in now.'
      }
      lines={lines}
    >
      {preview && preview.rules.length > 0 ? <RuleNumbers rules={preview.rules} /> : null}
    </ChangeQuestion>
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
