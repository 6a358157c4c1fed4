import { Banner, Card, List, ListItem } from '@countersign/ui'
import { Link } from '@tanstack/react-router'
import { LoadedPages } from '../../api/loaded-pages.tsx'
import { useUserEvents } from '../../api/user-queries.ts'
import type { UserEvent } from '../../api/user-views.ts'
import { Moment } from '../../sms/moment.tsx'
import { placeWords } from '../../words/device-words.ts'
import { doerWords, eventWords, reasonOf } from '../../words/event-words.ts'

/** What the audit log says of this user. */
export function HistoryCard({ instanceId, userId }: { instanceId: string; userId: string }) {
  return (
    <Card
      title="History"
      description="From the audit log, newest first."
      actions={
        <Link to="/instances/$instanceId/audit-log" params={{ instanceId }} search={{ user: userId }} data-slot="link">
          Open in the audit log
        </Link>
      }
    >
      <History instanceId={instanceId} userId={userId} />
    </Card>
  )
}

function History({ instanceId, userId }: { instanceId: string; userId: string }) {
  return (
    <LoadedPages
      query={useUserEvents(instanceId, userId)}
      itemsOf={(page) => page.events}
      more="Show older entries"
      empty={<Banner>Nothing is written down about this user.</Banner>}
    >
      {(events) => (
        <List label="History">
          {events.map((event) => (
            <Entry key={event.id} event={event} />
          ))}
        </List>
      )}
    </LoadedPages>
  )
}

function Entry({ event }: { event: UserEvent }) {
  const reason = reasonOf(event)
  const from = event.ip === null ? '' : ` · ${placeWords(event.device, event.ip)}`
  return (
    <ListItem
      title={eventWords(event)}
      detail={
        <>
          <Moment at={event.at} /> · {doerWords(event.by)}
          {from}
        </>
      }
    >
      {reason === null ? null : <p data-slot="event-reason">Reason: {reason}</p>}
    </ListItem>
  )
}
