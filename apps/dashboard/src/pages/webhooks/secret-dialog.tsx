import type { NewWebhookEndpoint } from '../../api/webhook-views.ts'
import type { OpenedDialog } from '../../shell/question.tsx'
import { ShownOnce } from '../../shell/shown-once.tsx'

export function SecretDialog({ made, ...dialog }: OpenedDialog & { made: NewWebhookEndpoint }) {
  return (
    <ShownOnce
      {...dialog}
      title="The endpoint’s signing secret"
      description="Your receiver checks with it that a request is ours. Copy it to where it reads its secrets."
      value={made.secret}
      copyLabel="Copy secret"
    >
      This is the only time it is shown. If it is lost, rotate it to get another; the old one signs for 24 more hours.
    </ShownOnce>
  )
}
