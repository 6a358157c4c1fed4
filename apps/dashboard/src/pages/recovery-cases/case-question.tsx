import { useToast } from '@countersign/ui'
import { useApi } from '../../api/api-context.ts'
import { useCaseChange } from '../../api/case-queries.ts'
import type { ResetCase } from '../../api/case-views.ts'
import { type OpenedDialog, Question } from '../../shell/question.tsx'

export type Verdict = 'approve' | 'refuse' | 'take_back'

const words = {
  approve: {
    title: 'Approve this reset?',
    description:
      'The user may set up a new second step, with the first one and a code by mail, and is told at once. Make sure yourself that it is them: two people who trust each other’s word are one.',
    confirm: 'Approve',
    done: 'Reset approved',
    tone: 'primary',
  },
  refuse: {
    title: 'Refuse this reset?',
    description: 'Nothing happens to the account. It can be asked for again.',
    confirm: 'Refuse',
    done: 'Reset refused',
    tone: 'danger',
  },
  take_back: {
    title: 'Take this reset back?',
    description: 'You asked for it, so another operator has to approve it; taking it back is yours to do.',
    confirm: 'Take back',
    done: 'Reset taken back',
    tone: 'danger',
  },
} as const

export interface CaseQuestionProps extends OpenedDialog {
  instanceId: string
  about: ResetCase
  verdict: Verdict
}

export function CaseQuestion({ instanceId, about, verdict, ...dialog }: CaseQuestionProps) {
  const { cases } = useApi()
  const { change } = useCaseChange(instanceId)
  const toast = useToast()
  const { title, description, confirm, done, tone } = words[verdict]
  async function confirmed() {
    await change(() => cases.decide(instanceId, about.id, verdict === 'approve' ? 'approve' : 'refuse'))
    dialog.onClose()
    toast(done)
  }
  return (
    <Question
      {...dialog}
      title={title}
      description={`${about.user_name}: “${about.reason}” ${description}`}
      confirmLabel={confirm}
      tone={tone}
      onConfirm={confirmed}
    />
  )
}
