import type { HelpDeskCodeView } from '@countersign/contract'
import { useToast } from '@countersign/ui'
import { useQueryClient } from '@tanstack/react-query'
import { useApi } from '../../api/api-context.ts'
import { useCaseChange } from '../../api/case-queries.ts'
import type { ApprovalCase } from '../../api/case-views.ts'
import { instanceKey } from '../../api/queries.ts'
import { type OpenedDialog, Question } from '../../shell/question.tsx'
import { requestWords } from './request-words.ts'

export type RequestVerdict = 'approve' | 'refuse' | 'take_back'

const words = {
  approve: {
    title: 'Approve this request?',
    description: 'The change is made now, in your name. Verify yourself that the request is genuine.',
    confirm: 'Approve',
    done: 'Request approved',
    tone: 'primary',
  },
  refuse: {
    title: 'Refuse this request?',
    description: 'Nothing is changed. It can be requested again.',
    confirm: 'Refuse',
    done: 'Request refused',
    tone: 'danger',
  },
  take_back: {
    title: 'Withdraw your request?',
    description: 'Nothing is changed. You can request it again.',
    confirm: 'Withdraw',
    done: 'Request withdrawn',
    tone: 'danger',
  },
} as const

export interface RequestQuestionProps extends OpenedDialog {
  instanceId: string
  about: ApprovalCase
  verdict: RequestVerdict
  /** A help-desk code is shown once, to the administrator who approves it. */
  onMade: (code: HelpDeskCodeView) => void
}

export function RequestQuestion({ instanceId, about, verdict, onMade, ...dialog }: RequestQuestionProps) {
  const { cases } = useApi()
  const { change } = useCaseChange(instanceId)
  const queries = useQueryClient()
  const toast = useToast()
  const { title, description, confirm, done, tone } = words[verdict]
  async function decide() {
    if (verdict !== 'approve') {
      await change(() => cases.refuse(instanceId, about.id))
      return null
    }
    const approved = await change(() => cases.approve(instanceId, about.id))
    if (about.effect === 'weaken_settings') void queries.invalidateQueries({ queryKey: instanceKey(instanceId) })
    return approved.help_desk_code
  }
  async function confirmed() {
    const code = await decide()
    if (code) return onMade(code)
    dialog.onClose()
    toast(done)
  }
  return (
    <Question
      {...dialog}
      title={title}
      description={`${requestWords(about)}. ${description}`}
      confirmLabel={confirm}
      tone={tone}
      onConfirm={confirmed}
    />
  )
}
