import { Badge, Button, ListItem, Menu, MenuItem, MenuSeparator, VisuallyHidden } from '@countersign/ui'
import type { WebhookEndpoint } from '../../api/webhook-views.ts'
import { Moment } from '../../sms/moment.tsx'
import type { Question } from './endpoint-question.tsx'

export interface EndpointItemProps {
  endpoint: WebhookEndpoint
  onEdit: () => void
  onDeliveries: () => void
  onAsk: (question: Question) => void
}

export function EndpointItem({ endpoint, onEdit, onDeliveries, onAsk }: EndpointItemProps) {
  const { url, description, events, enabled } = endpoint
  return (
    <ListItem
      title={
        <span data-slot="endpoint-title">
          <bdi>{url}</bdi> <Standing endpoint={endpoint} />
        </span>
      }
      detail={[...(description ? [description] : []), events.length === 0 ? 'All events' : events.join(', ')].join(
        ' · ',
      )}
      actions={
        <>
          <Button small onClick={onDeliveries}>
            Deliveries <VisuallyHidden>to {url}</VisuallyHidden>
          </Button>
          <Menu
            trigger={
              <Button small>
                More <VisuallyHidden>for {url}</VisuallyHidden>
              </Button>
            }
          >
            <MenuItem onSelect={onEdit}>Edit</MenuItem>
            <MenuItem onSelect={() => onAsk('rotate')}>Rotate secret</MenuItem>
            <MenuItem onSelect={() => onAsk(enabled ? 'disable' : 'enable')}>{enabled ? 'Disable' : 'Enable'}</MenuItem>
            <MenuSeparator />
            <MenuItem tone="danger" onSelect={() => onAsk('remove')}>
              Remove
            </MenuItem>
          </Menu>
        </>
      }
    >
      {endpoint.failing_since !== null ? (
        <p data-slot="aside">
          Nothing was taken since <Moment at={endpoint.failing_since} />.
        </p>
      ) : null}
    </ListItem>
  )
}

const whyWords = {
  operator: 'Disabled',
  gone: 'Disabled: the receiver says it is gone',
  failing: 'Disabled: five days of failures',
}

function Standing({ endpoint: { enabled, disabled_why, failing_since } }: { endpoint: WebhookEndpoint }) {
  if (!enabled)
    return <Badge tone={disabled_why === 'operator' ? 'neutral' : 'warn'}>{whyWords[disabled_why ?? 'operator']}</Badge>
  return failing_since === null ? <Badge tone="success">Enabled</Badge> : <Badge tone="warn">Failing</Badge>
}
