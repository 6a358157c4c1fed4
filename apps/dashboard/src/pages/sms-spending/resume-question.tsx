import { useReverification } from '@countersign/react'
import { useQueryClient } from '@tanstack/react-query'
import { useApi } from '../../api/api-context.ts'
import type { Pause } from '../../api/message-views.ts'
import { smsKey } from '../../api/queries.ts'
import { type OpenedDialog, Question } from '../../shell/question.tsx'
import { pausedName } from './paused-name.ts'

export interface ResumeQuestionProps extends OpenedDialog {
  instanceId: string
  pause: Pause
  onResumed: () => void
}

export function ResumeQuestion({ instanceId, pause, onResumed, ...dialog }: ResumeQuestionProps) {
  const api = useApi()
  const queries = useQueryClient()
  const { guard } = useReverification()

  async function resume() {
    try {
      await guard(() => api.liftPause(instanceId, pause.id))
    } finally {
      // Also after a failure: it may be over by itself.
      void queries.invalidateQueries({ queryKey: smsKey(instanceId) })
    }
    onResumed()
  }
  return (
    <Question
      {...dialog}
      title={`Send to ${pausedName(pause)} again?`}
      description={`${pause.answered} of ${pause.sent} codes sent there were typed in. If nobody reads them, the next twenty or thirty are paid for in vain before sending is paused again.`}
      confirmLabel="Resume"
      tone="primary"
      onConfirm={resume}
    />
  )
}
