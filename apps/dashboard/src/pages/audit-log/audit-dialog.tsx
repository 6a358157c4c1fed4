import { Dialog } from '@countersign/ui'
import type { AuditEntry } from '../../api/audit-views.ts'
import { Fact } from '../../shell/fact.tsx'
import { deviceWords } from '../../words/device-words.ts'
import { doerWords, eventWords } from '../../words/event-words.ts'
import { detailRows } from './detail-rows.ts'
import { Whom } from './whom.tsx'

export interface AuditDialogProps {
  instanceId: string
  entry: AuditEntry
  isOpen: boolean
  onClose: () => void
  returnFocus: () => HTMLElement | null
}

/** One entry with everything that is written in it. */
export function AuditDialog({ instanceId, entry, isOpen, onClose, returnFocus }: AuditDialogProps) {
  return (
    <Dialog
      open={isOpen}
      onOpenChange={(next) => {
        if (!next) onClose()
      }}
      returnFocus={returnFocus}
      title={eventWords(entry)}
    >
      <dl data-slot="facts" data-narrow="">
        <Fact name="When">
          <time dateTime={new Date(entry.created_at).toISOString()}>{exactly(entry.created_at)}</time>
        </Fact>
        <Fact name="To whom">
          <Whom instanceId={instanceId} entry={entry} />
        </Fact>
        <Fact name="By whom">
          {doerWords(entry.by).replace(/^by /, '')}
          {entry.actor_id?.startsWith('user_') ? (
            <>
              {' '}
              (<code>{entry.actor_id}</code>)
            </>
          ) : null}
        </Fact>
        {entry.ip === null ? null : <Fact name="Address">{entry.ip}</Fact>}
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
          <Fact name="Request" copied={entry.request_id}>
            <code>{entry.request_id}</code>
          </Fact>
        )}
        <Fact name="Entry" copied={entry.id}>
          <code>{entry.id}</code>
        </Fact>
      </dl>
    </Dialog>
  )
}

/** As it is written: to the second, in UTC, which logs of other machines speak as well. */
function exactly(at: number): string {
  return `${new Date(at).toISOString().slice(0, 19).replace('T', ' ')} UTC`
}
