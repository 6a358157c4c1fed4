import type { Preview } from '../../api/views.ts'
import { ChangeQuestion, type ChangeQuestionProps } from '../../settings/change-question.tsx'
import { affectedWords } from './affected-words.ts'
import type { FactorSettings } from './factor-settings.ts'

export interface ApplyQuestionProps extends Pick<ChangeQuestionProps, 'action' | 'onConfirm' | 'onClose'> {
  /** Null while there is nothing to ask. */
  preview: Preview | null
  changes: Partial<FactorSettings>
}

/** Says how many users a change concerns before it is made (S11). */
export function ApplyQuestion({ preview, changes, ...question }: ApplyQuestionProps) {
  const lines = preview ? affectedWords(changes, preview) : []
  return (
    <ChangeQuestion
      {...question}
      isOpen={preview !== null}
      title="Apply these changes?"
      description={
        lines.length === 0 ? 'No users are affected at the moment.' : 'They take effect as soon as you apply them.'
      }
      lines={lines}
    />
  )
}
