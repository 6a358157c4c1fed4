import './webhooks.css'
import { Banner, Button, List } from '@countersign/ui'
import { Loaded } from '../../api/loaded.tsx'
import { useWebhookEndpoints } from '../../api/webhook-queries.ts'
import type { NewWebhookEndpoint, WebhookEndpoint } from '../../api/webhook-views.ts'
import { Page } from '../../shell/page.tsx'
import { useInstanceId } from '../../shell/use-instance-id.ts'
import { useOpened } from '../../shell/use-opened.ts'
import { DeliveriesDialog } from './deliveries-dialog.tsx'
import { EndpointDialog } from './endpoint-dialog.tsx'
import { EndpointItem } from './endpoint-item.tsx'
import { EndpointQuestion, type Question } from './endpoint-question.tsx'
import { SecretDialog } from './secret-dialog.tsx'

export function WebhooksPage() {
  const instanceId = useInstanceId()
  return <Webhooks key={instanceId} instanceId={instanceId} />
}

type Open =
  | { what: 'add' }
  | { what: 'edit' | 'deliveries'; endpoint: WebhookEndpoint }
  | { what: 'ask'; question: Question; endpoint: WebhookEndpoint }
  | { what: 'secret'; made: NewWebhookEndpoint }

function Webhooks({ instanceId }: { instanceId: string }) {
  const query = useWebhookEndpoints(instanceId)
  const { what: shown, number, isOpen, open, close, closeGone, returnFocus } = useOpened<Open>()
  const show = (made: NewWebhookEndpoint) => open({ what: 'secret', made })
  const dialog = { isOpen, onClose: close, returnFocus }
  return (
    <Page
      title="Webhooks"
      description="Your own servers are told what happens here, by signed requests that are tried again for a day."
      actions={
        <Button variant="primary" onClick={() => open({ what: 'add' })}>
          Add endpoint
        </Button>
      }
    >
      <Loaded query={query}>
        {(endpoints) =>
          endpoints.length === 0 ? (
            <Banner>There is no endpoint yet. Add one to be told of new users, sessions and factors.</Banner>
          ) : (
            <List label="Webhook endpoints">
              {endpoints.map((endpoint) => (
                <EndpointItem
                  key={endpoint.id}
                  endpoint={endpoint}
                  onEdit={() => open({ what: 'edit', endpoint })}
                  onDeliveries={() => open({ what: 'deliveries', endpoint })}
                  onAsk={(question) => open({ what: 'ask', question, endpoint })}
                />
              ))}
            </List>
          )
        }
      </Loaded>
      {shown?.what === 'add' ? (
        <EndpointDialog key={number} instanceId={instanceId} endpoint={null} onMade={show} {...dialog} />
      ) : null}
      {shown?.what === 'edit' ? (
        <EndpointDialog key={number} instanceId={instanceId} endpoint={shown.endpoint} onMade={show} {...dialog} />
      ) : null}
      {shown?.what === 'deliveries' ? (
        <DeliveriesDialog key={number} instanceId={instanceId} endpoint={shown.endpoint} {...dialog} />
      ) : null}
      {shown?.what === 'ask' ? (
        <EndpointQuestion key={number} {...{ instanceId, ...shown, ...dialog }} onMade={show} onRemoved={closeGone} />
      ) : null}
      {shown?.what === 'secret' ? <SecretDialog key={number} made={shown.made} {...dialog} /> : null}
    </Page>
  )
}
