import { useToast } from '@countersign/ui'
import type { Administrator } from '../../api/administrator-api.ts'
import { useAdministratorChange } from '../../api/administrator-queries.ts'
import { useApi } from '../../api/api-context.ts'
import { type OpenedDialog, Question } from '../../shell/question.tsx'
import { nameOf } from './administrator-words.ts'

export interface RemoveQuestionProps extends OpenedDialog {
  removed: Administrator
  isOwn: boolean
}

export function RemoveQuestion({ removed, isOwn, ...dialog }: RemoveQuestionProps) {
  const { administrators } = useApi()
  const change = useAdministratorChange()
  const toast = useToast()
  const name = nameOf(removed)
  async function remove() {
    await change(() => administrators.remove(removed.id))
    dialog.onClose()
    toast(`${name} removed`)
  }
  return (
    <Question
      {...dialog}
      title={isOwn ? 'Remove yourself?' : `Remove ${name}?`}
      description={descriptionOf(removed, isOwn)}
      confirmLabel="Remove administrator"
      onConfirm={remove}
    />
  )
}

function descriptionOf({ state }: Administrator, isOwn: boolean): string {
  if (state === 'invited') return 'The invitation link stops working. You can invite them again.'
  return isOwn
    ? 'You are signed out immediately and can no longer open the dashboard. Another administrator can invite you again.'
    : 'They are signed out immediately and can no longer open the dashboard. Secret keys that they know keep working: revoke those under API keys of each instance.'
}
