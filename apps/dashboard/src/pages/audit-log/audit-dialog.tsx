import type { AuditEntry } from '../../api/audit-views.ts'
import { Fact } from '../../shell/fact.tsx'
import type { OpenedDialog } from '../../shell/question.tsx'
import { TaskDialog } from '../../shell/task-dialog.tsx'
import { deviceWords } from '../../words/device-words.ts'
import { doerWords, eventWords } from '../../words/event-words.ts'
import { detailRows } from './detail-rows.ts'
import { Whom } from './whom.tsx'

export interface AuditDialogProps extends OpenedDialog {
  instanceId: string | null
  entry: AuditEntry
}

/** One event with everything that was recorded. */
export function AuditDialog({ instanceId, entry, ...dialog }: AuditDialogProps) {
  const isOwn = instanceId === null && entry.by.kind === 'user'
  return (
    <TaskDialog {...dialog} title={eventWords(entry)}>
      <dl data-slot="facts" data-narrow="">
        <Fact name="Time">
          <time dateTime={new Date(entry.created_at).toISOString()}>{exactly(entry.created_at)}</time>
        </Fact>
        <Fact name={instanceId === null ? 'Administrator' : 'User'}>
          <Whom instanceId={instanceId} entry={entry} />
        </Fact>
        <Fact name="Actor">
          {isOwn ? <Whom instanceId={null} entry={entry} /> : doerWords(entry.by).replace(/^by /, '')}
          {entry.actor_id?.startsWith('user_') ? (
            <>
              {' '}
              (<code>{entry.actor_id}</code>)
            </>
          ) : null}
        </Fact>
        {entry.ip === null ? null : <Fact name="IP address">{entry.ip}</Fact>}
        {entry.user_agent === null ? null : (
          <Fact name="Browser">
            {entry.device.browser_name === null ? null : deviceWords(entry.device)}
            <span data-slot="user-agent">{entry.user_agent}</span>
          </Fact>
        )}
        {detailRows(entry.details).map(({ name, lines }) => (
          <Fact key={name} name={name}>
            {lines.map((line) => (
              <span key={line} data-slot="detail-line">
                {line}
              </span>
            ))}
          </Fact>
        ))}
        <Fact name="Event">
          <code>{entry.event}</code>
        </Fact>
        {entry.request_id === null ? null : (
          <Fact name="Request ID" copied={entry.request_id}>
            <code>{entry.request_id}</code>
          </Fact>
        )}
        <Fact name="Event ID" copied={entry.id}>
          <code>{entry.id}</code>
        </Fact>
      </dl>
    </TaskDialog>
  )
}

/** To the second and in UTC, to compare it with logs of other machines. */
function exactly(at: number): string {
  return `${new Date(at).toISOString().slice(0, 19).replace('T', ' ')} UTC`
}
