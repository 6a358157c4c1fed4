import { useAction, useReverification } from '@countersign/react'
import { AlertDialog } from '@countersign/ui'
import { useQueryClient } from '@tanstack/react-query'
import { useApi } from '../../api/api-context.ts'
import type { Pause } from '../../api/message-views.ts'
import { smsKey } from '../../api/queries.ts'
import { pausedName } from './paused-name.ts'

export interface ResumeQuestionProps {
  instanceId: string
  pause: Pause
  onResumed: () => void
  isOpen: boolean
  onClose: () => void
  returnFocus: () => HTMLElement | null
}

export function ResumeQuestion(props: ResumeQuestionProps) {
  const { instanceId, pause, isOpen, onResumed, onClose, returnFocus } = props
  const api = useApi()
  const queries = useQueryClient()
  const { guard, isAsking } = useReverification()
  const action = useAction()

  async function resume() {
    const isDone = await action.run(() => guard(() => api.liftPause(instanceId, pause.id)))
    // Also after a failure: it may be over by itself.
    void queries.invalidateQueries({ queryKey: smsKey(instanceId) })
    if (isDone) onResumed()
  }
  return (
    <AlertDialog
      open={isOpen && !isAsking}
      onOpenChange={(next) => {
        if (!next) onClose()
      }}
      returnFocus={returnFocus}
      title={`Send to ${pausedName(pause)} again?`}
      description={`${pause.answered} of ${pause.sent} codes sent there were typed in. If nobody reads them, the next twenty or thirty are paid for in vain before sending is paused again.`}
      confirmLabel="Resume"
      cancelLabel="Cancel"
      tone="primary"
      busy={action.isBusy}
      error={action.failure?.message}
      onConfirm={() => void resume()}
    />
  )
}
