import { Badge, Banner, Button, Card, List, ListItem, VisuallyHidden } from '@countersign/ui'
import type { UserDetails } from '../../api/user-views.ts'
import { Moment } from '../../sms/moment.tsx'
import { deviceWords } from '../../words/device-words.ts'
import type { Ask } from './ask.ts'

export interface SessionCardProps {
  details: UserDetails
  onAsk: (ask: Ask) => void
}

export function SessionCard({ details: { sessions }, onAsk }: SessionCardProps) {
  const all = (
    <Button small onClick={() => onAsk({ what: 'end_sessions' })}>
      Sign out everywhere
    </Button>
  )
  return (
    <Card title="Sessions" actions={sessions.length > 0 ? all : null}>
      {sessions.length === 0 ? (
        <Banner>This user is not signed in anywhere.</Banner>
      ) : (
        <List label="Sessions">
          {sessions.map(({ id, status, actor, latest_activity, last_active_at }) => {
            const name = latest_activity ? deviceWords(latest_activity) : 'Unknown browser'
            return (
              <ListItem
                key={id}
                title={
                  <>
                    {name} {status === 'pending' ? <Badge tone="warn">Not complete</Badge> : null}{' '}
                    {actor ? <Badge tone="warn">Somebody acts as the user</Badge> : null}
                  </>
                }
                detail={
                  <>
                    {latest_activity?.ip_address ? `${latest_activity.ip_address} · ` : ''}In use{' '}
                    <Moment at={last_active_at} />
                  </>
                }
                actions={
                  <Button small onClick={() => onAsk({ what: 'end_session', sessionId: id, name })}>
                    End <VisuallyHidden>the session in {name}</VisuallyHidden>
                  </Button>
                }
              />
            )
          })}
        </List>
      )}
    </Card>
  )
}
