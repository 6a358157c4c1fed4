import type { HelpDeskCodeView } from '@countersign/contract'
import { useAction } from '@countersign/react'
import { AlertDialog } from '@countersign/ui'
import { useApi } from '../../api/api-context.ts'
import { useCaseChange } from '../../api/case-queries.ts'

export interface RevokeCodeQuestionProps {
  instanceId: string
  userId: string
  code: HelpDeskCodeView
  isOpen: boolean
  onClose: () => void
  returnFocus: () => HTMLElement | null
}

export function RevokeCodeQuestion({
  instanceId,
  userId,
  code,
  isOpen,
  onClose,
  returnFocus,
}: RevokeCodeQuestionProps) {
  const { cases } = useApi()
  const { change, isAsking } = useCaseChange(instanceId)
  const action = useAction()
  const confirmed = () =>
    action.run(async () => {
      await change(() => cases.revokeCode(instanceId, userId, code.id))
      onClose()
    })
  return (
    <AlertDialog
      open={isOpen && !isAsking}
      onOpenChange={(next) => {
        if (!next) onClose()
      }}
      returnFocus={returnFocus}
      title="Revoke this code?"
      description={`${code.purpose}: it opens nothing any more. A session that it opened goes on.`}
      confirmLabel="Revoke"
      cancelLabel="Cancel"
      busy={action.isBusy}
      error={action.failure?.message}
      onConfirm={() => void confirmed()}
    />
  )
}
