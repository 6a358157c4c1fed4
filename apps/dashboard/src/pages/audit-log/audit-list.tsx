import { Button, List, ListItem, VisuallyHidden } from '@countersign/ui'
import type { AuditEntry } from '../../api/audit-views.ts'
import { Moment } from '../../sms/moment.tsx'
import { placeWords } from '../../words/device-words.ts'
import { doerWords, eventWords, reasonOf } from '../../words/event-words.ts'
import { Whom } from './whom.tsx'

export interface AuditListProps {
  instanceId: string | null
  entries: readonly AuditEntry[]
  onOpen: (entry: AuditEntry) => void
}

export function AuditList({ instanceId, entries, onOpen }: AuditListProps) {
  return (
    <List label="Events">
      {entries.map((entry) => {
        const reason = reasonOf(entry)
        return (
          <ListItem
            key={entry.id}
            title={eventWords(entry)}
            detail={
              <>
                <Moment at={entry.created_at} />
                {entry.user_id === null ? null : (
                  <>
                    {' · '}
                    <Whom instanceId={instanceId} entry={entry} />
                  </>
                )}
                {entry.by.kind === 'user' && instanceId === null ? '' : ` · ${doerWords(entry.by)}`}
                {entry.ip === null ? '' : ` · ${placeWords(entry.device, entry.ip)}`}
              </>
            }
            actions={
              <Button small onClick={() => onOpen(entry)}>
                Details <VisuallyHidden>of “{eventWords(entry)}”</VisuallyHidden>
              </Button>
            }
          >
            {reason === null ? null : <p data-slot="event-reason">Reason: {reason}</p>}
          </ListItem>
        )
      })}
    </List>
  )
}
