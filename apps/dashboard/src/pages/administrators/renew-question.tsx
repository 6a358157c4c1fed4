import type { Administrator, Invitation } from '../../api/administrator-api.ts'
import { useAdministratorChange } from '../../api/administrator-queries.ts'
import { useApi } from '../../api/api-context.ts'
import { type OpenedDialog, Question } from '../../shell/question.tsx'
import { nameOf } from './administrator-words.ts'

export interface RenewQuestionProps extends OpenedDialog {
  invited: Administrator
  onInvited: (name: string, invitation: Invitation) => void
}

/** A new link for an invitation that expired or was lost: the old one is withdrawn, so that one of them works at a time. */
export function RenewQuestion({ invited, onInvited, ...dialog }: RenewQuestionProps) {
  const { administrators } = useApi()
  const change = useAdministratorChange()
  const name = nameOf(invited)
  async function renew() {
    await change(() => administrators.remove(invited.id))
    onInvited(name, await change(() => administrators.invite(name)))
  }
  return (
    <Question
      {...dialog}
      title={`Create a new link for ${name}?`}
      description="The previous link stops working."
      confirmLabel="Create new link"
      tone="primary"
      onConfirm={renew}
    />
  )
}
