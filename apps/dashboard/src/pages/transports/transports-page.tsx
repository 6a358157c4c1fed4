import { Badge, Banner, Button, Card, List, ListItem, VisuallyHidden } from '@countersign/ui'
import { Loaded } from '../../api/loaded.tsx'
import type { Channel, Transport } from '../../api/message-views.ts'
import { useTransports } from '../../api/queries.ts'
import { Page } from '../../shell/page.tsx'
import { useInstanceId } from '../../shell/use-instance-id.ts'
import { useOpened } from '../../shell/use-opened.ts'
import { Moment } from '../../sms/moment.tsx'
import { TestDialog } from './test-dialog.tsx'

const channels: readonly { channel: Channel; title: string; setting: string; example: string }[] = [
  {
    channel: 'sms',
    title: 'SMS',
    setting: 'COUNTERSIGN_SMS',
    example: 'twilio://SID:TOKEN@api.twilio.com?from=+15550100',
  },
  { channel: 'email', title: 'E-mail', setting: 'COUNTERSIGN_MAIL', example: 'smtp://user:password@mail.example.com' },
]

export function TransportsPage() {
  const instanceId = useInstanceId()
  const query = useTransports(instanceId)
  const { what: shown, number, isOpen, open, close, returnFocus } = useOpened<Transport>()
  return (
    <Page
      title="Transports"
      description="Who carries messages, in the order they are tried. They belong to the server; the numbers are those of this instance, of the last 24 hours."
    >
      <Loaded query={query}>
        {(transports) => (
          <>
            {channels.map(({ channel, title, setting, example }) => {
              const its = transports.filter((each) => each.channel === channel)
              return (
                <Card key={channel} title={title}>
                  {its.length === 0 ? (
                    <Banner>
                      None is set up, so messages stay in the inbox. Start the server with <code>{setting}</code>, for
                      example <code>{example}</code>.
                    </Banner>
                  ) : (
                    <List label={`Transports for ${title}`}>
                      {its.map((transport) => (
                        <TransportItem key={transport.position} transport={transport} onTest={() => open(transport)} />
                      ))}
                    </List>
                  )}
                </Card>
              )
            })}
          </>
        )}
      </Loaded>
      {shown ? (
        <TestDialog key={number} {...{ instanceId, isOpen, returnFocus }} transport={shown} onClose={close} />
      ) : null}
    </Page>
  )
}

function TransportItem({ transport, onTest }: { transport: Transport; onTest: () => void }) {
  const { name, sent, failed, last_sent_at, last_failure, paused_until } = transport
  return (
    <ListItem
      title={
        <>
          {name}{' '}
          {paused_until === null ? null : <Badge tone="warn">Left alone after failures, as this process sees it</Badge>}
        </>
      }
      detail={
        <>
          {sent} sent, {failed} not taken
          {last_sent_at === null ? null : (
            <>
              {' · '}last sent <Moment at={last_sent_at} />
            </>
          )}
        </>
      }
      actions={
        <Button small onClick={onTest}>
          Send test <VisuallyHidden>through {name}</VisuallyHidden>
        </Button>
      }
    >
      {last_failure ? (
        <p data-slot="aside">
          Last failure <Moment at={last_failure.at} />: {last_failure.problem}
        </p>
      ) : null}
    </ListItem>
  )
}
