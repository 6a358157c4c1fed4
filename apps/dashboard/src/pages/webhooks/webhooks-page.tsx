import './webhooks.css'
import { Banner, Button, List } from '@countersign/ui'
import { useState } from 'react'
import { Loaded } from '../../api/loaded.tsx'
import { useWebhookEndpoints } from '../../api/webhook-queries.ts'
import type { NewWebhookEndpoint, WebhookEndpoint } from '../../api/webhook-views.ts'
import { Page } from '../../shell/page.tsx'
import { useInstanceId } from '../../shell/use-instance-id.ts'
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
  const [open, setOpen] = useState<Open | null>(null)
  const close = () => setOpen(null)
  const show = (made: NewWebhookEndpoint) => setOpen({ what: 'secret', made })
  return (
    <Page
      title="Webhooks"
      description="Your own servers are told what happens here, by signed requests that are tried again for a day."
      actions={
        <Button variant="primary" onClick={() => setOpen({ what: 'add' })}>
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
                  onEdit={() => setOpen({ what: 'edit', endpoint })}
                  onDeliveries={() => setOpen({ what: 'deliveries', endpoint })}
                  onAsk={(question) => setOpen({ what: 'ask', question, endpoint })}
                />
              ))}
            </List>
          )
        }
      </Loaded>
      {open?.what === 'add' ? (
        <EndpointDialog instanceId={instanceId} endpoint={null} onMade={show} onClose={close} />
      ) : null}
      {open?.what === 'edit' ? (
        <EndpointDialog instanceId={instanceId} endpoint={open.endpoint} onMade={show} onClose={close} />
      ) : null}
      {open?.what === 'deliveries' ? (
        <DeliveriesDialog instanceId={instanceId} endpoint={open.endpoint} onClose={close} />
      ) : null}
      {open?.what === 'ask' ? (
        <EndpointQuestion instanceId={instanceId} {...open} onMade={show} onClose={close} />
      ) : null}
      {open?.what === 'secret' ? <SecretDialog made={open.made} onClose={close} /> : null}
    </Page>
  )
}
