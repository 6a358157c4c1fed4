import type { HelpDeskCodeView } from '@countersign/contract'
import { useApi } from '../../api/api-context.ts'
import { useCaseChange } from '../../api/case-queries.ts'
import { type OpenedDialog, Question } from '../../shell/question.tsx'

export interface RevokeCodeQuestionProps extends OpenedDialog {
  instanceId: string
  userId: string
  code: HelpDeskCodeView
}

export function RevokeCodeQuestion({ instanceId, userId, code, ...dialog }: RevokeCodeQuestionProps) {
  const { cases } = useApi()
  const { change } = useCaseChange(instanceId)
  async function revoke() {
    await change(() => cases.revokeCode(instanceId, userId, code.id))
    dialog.onClose()
  }
  return (
    <Question
      {...dialog}
      title="Revoke this code?"
      description={`${code.purpose}: it opens nothing any more. A session that it opened goes on.`}
      confirmLabel="Revoke"
      onConfirm={revoke}
    />
  )
}
