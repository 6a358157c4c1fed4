import { useApi } from '../../api/api-context.ts'
import { useWebhookChange } from '../../api/webhook-queries.ts'
import type { NewWebhookEndpoint, WebhookEndpoint } from '../../api/webhook-views.ts'
import { type OpenedDialog, Question as QuestionFrame } from '../../shell/question.tsx'

export type Question = 'enable' | 'disable' | 'rotate' | 'remove'

const words: Record<Question, { title: string; description: string; confirm: string }> = {
  enable: {
    title: 'Enable this endpoint?',
    description: 'It is told of what happens from now on. What failed before can be sent again under Deliveries.',
    confirm: 'Enable',
  },
  disable: {
    title: 'Disable this endpoint?',
    description:
      'Nothing is sent to it any more, and what waits for it counts as failed. What happens meanwhile is not kept for it.',
    confirm: 'Disable',
  },
  rotate: {
    title: 'Rotate the signing secret?',
    description:
      'You get a new one. For 24 hours both sign, so that your receiver can change over; rotating again ends the older one at once.',
    confirm: 'Rotate secret',
  },
  remove: {
    title: 'Remove this endpoint?',
    description: 'Its secret, what waits for it and the list of its deliveries go with it.',
    confirm: 'Remove',
  },
}

export interface EndpointQuestionProps extends OpenedDialog {
  instanceId: string
  endpoint: WebhookEndpoint
  question: Question
  onMade: (made: NewWebhookEndpoint) => void
  onRemoved: () => void
}

export function EndpointQuestion(props: EndpointQuestionProps) {
  const { instanceId, endpoint, question, onMade, onRemoved, ...dialog } = props
  const { webhooks } = useApi()
  const { change } = useWebhookChange(instanceId)
  const { title, description, confirm } = words[question]
  async function confirmed() {
    if (question === 'rotate') return onMade(await change(() => webhooks.rotate(instanceId, endpoint.id)))
    if (question === 'remove') {
      await change(() => webhooks.remove(instanceId, endpoint.id))
      return onRemoved()
    }
    await change(() => webhooks.change(instanceId, endpoint.id, { enabled: question === 'enable' }))
    dialog.onClose()
  }
  return (
    <QuestionFrame
      {...dialog}
      title={title}
      description={`${endpoint.url}: ${description}`}
      confirmLabel={confirm}
      onConfirm={confirmed}
    />
  )
}
