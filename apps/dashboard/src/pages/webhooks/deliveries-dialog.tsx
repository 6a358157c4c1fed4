import { useAction } from '@countersign/react'
import { Badge, Banner, Button, DialogActions, List, ListItem, VisuallyHidden } from '@countersign/ui'
import { useApi } from '../../api/api-context.ts'
import { Loaded } from '../../api/loaded.tsx'
import { useDeliveries, useWebhookChange } from '../../api/webhook-queries.ts'
import type { WebhookAttempt, WebhookDelivery, WebhookEndpoint } from '../../api/webhook-views.ts'
import type { OpenedDialog } from '../../shell/question.tsx'
import { TaskDialog } from '../../shell/task-dialog.tsx'
import { Moment } from '../../sms/moment.tsx'

export interface DeliveriesDialogProps extends OpenedDialog {
  instanceId: string
  endpoint: WebhookEndpoint
}

/** What was sent to an endpoint, each try of it, and ways to send it again. */
export function DeliveriesDialog({ instanceId, endpoint, ...dialog }: DeliveriesDialogProps) {
  const { webhooks } = useApi()
  const query = useDeliveries(instanceId, endpoint.id, dialog.isOpen)
  const { change } = useWebhookChange(instanceId)
  const action = useAction()
  const run = (request: () => Promise<unknown>) => void action.run(async () => void (await change(request)))
  return (
    <TaskDialog {...dialog} title="Deliveries" description={`The newest fifty to ${endpoint.url}.`}>
      {action.failure ? <Banner tone="danger">{action.failure.message}</Banner> : null}
      <Loaded query={query}>
        {({ deliveries }) =>
          deliveries.length === 0 ? (
            <Banner>Nothing was sent yet. A test event shows whether the receiver takes it.</Banner>
          ) : (
            <List label="Deliveries">
              {deliveries.map((delivery) => (
                <Delivery
                  key={delivery.id}
                  delivery={delivery}
                  onReplay={() => run(() => webhooks.replay(instanceId, delivery.id))}
                />
              ))}
            </List>
          )
        }
      </Loaded>
      <DialogActions>
        <Button
          disabled={!endpoint.enabled || !query.data?.deliveries.some(({ status }) => status === 'failed')}
          onClick={() => run(() => webhooks.replayFailed(instanceId, endpoint.id, 0))}
        >
          Replay all failed
        </Button>
        <Button
          variant="primary"
          busy={action.isBusy}
          disabled={!endpoint.enabled}
          onClick={() => run(() => webhooks.test(instanceId, endpoint.id))}
        >
          Send test event
        </Button>
      </DialogActions>
    </TaskDialog>
  )
}

const standings = {
  queued: { tone: 'neutral', label: 'Waiting' },
  delivered: { tone: 'success', label: 'Delivered' },
  failed: { tone: 'warn', label: 'Failed' },
} as const

function Delivery({ delivery, onReplay }: { delivery: WebhookDelivery; onReplay: () => void }) {
  const { tone, label } = standings[delivery.status]
  return (
    <ListItem
      title={
        <span data-slot="endpoint-title">
          <code>{delivery.type}</code> <Badge tone={tone}>{label}</Badge>
        </span>
      }
      detail={<Moment at={delivery.created_at} />}
      actions={
        delivery.status === 'queued' ? null : (
          <Button small onClick={onReplay}>
            Replay <VisuallyHidden>{delivery.type}</VisuallyHidden>
          </Button>
        )
      }
    >
      <ol data-slot="attempts">
        {delivery.attempts.map((attempt) => (
          <li key={`${attempt.at}${attempt.milliseconds}`}>
            <Moment at={attempt.at} />: {said(attempt)}, {attempt.milliseconds} ms
          </li>
        ))}
      </ol>
      {delivery.next_try_at !== null ? (
        <p data-slot="aside">
          Next try <Moment at={delivery.next_try_at} />
        </p>
      ) : null}
    </ListItem>
  )
}

function said({ response_status, problem }: WebhookAttempt): string {
  return response_status === null ? (problem ?? '') : `answered ${response_status}`
}
