import { Banner, Card } from '@countersign/ui'
import { useAuditChain } from '../../api/audit-queries.ts'
import type { AuditChain } from '../../api/audit-views.ts'
import { Loaded } from '../../api/loaded.tsx'
import { Moment } from '../../sms/moment.tsx'

const count = new Intl.NumberFormat('en')

export interface ChainCardProps {
  instanceId: string | null
  /** Undefined while the instance is loading. */
  slug: string | undefined
}

/** Whether events were changed after they were recorded (R145). */
export function ChainCard({ instanceId, slug }: ChainCardProps) {
  const query = useAuditChain(instanceId)
  const command = `countersign audit verify${slug === undefined ? '' : ` --instance ${slug}`}`
  return (
    <Card title="Log integrity">
      <Loaded query={query}>
        {(chain) => (
          <>
            {chain.broken ? <Broken broken={chain.broken} command={command} /> : <Whole chain={chain} />}
            <p data-slot="aside">
              {chain.broken ? null : (
                <>
                  <Command text={command} /> checks all events.{' '}
                </>
              )}
              Events are kept for {chain.days} days.
            </p>
          </>
        )}
      </Loaded>
    </Card>
  )
}

function Whole({ chain: { entries, checked, signed } }: { chain: AuditChain }) {
  if (entries === 0) return <Banner>No events yet. Events are linked within 2 seconds and signed every hour.</Banner>
  const what = entries <= checked ? 'all events' : `the newest ${count.format(checked)} events`
  return (
    <Banner tone="success" title={`Verified: ${what} are unchanged`}>
      {count.format(entries)} {entries === 1 ? 'event is' : 'events are'} linked.{' '}
      {signed ? (
        <>
          Signed up to event {count.format(signed.seq)} on <Moment at={signed.at} />.
        </>
      ) : (
        'The first signature is made within the hour.'
      )}
    </Banner>
  )
}

function Broken({ broken, command }: { broken: NonNullable<AuditChain['broken']>; command: string }) {
  const place = broken.seq === null ? 'The end of the log' : `Event ${count.format(broken.seq)}`
  return (
    <Banner tone="danger" title="Verification failed: the log was changed">
      <div data-slot="chain-words">
        <p>
          {place}: {broken.why}
          {broken.id === null ? null : (
            <>
              {' '}
              (<code>{broken.id}</code>)
            </>
          )}
          . Someone changed the database directly, or restored an older copy of it.
        </p>
        <p>
          First keep a copy of the database and of the server’s log output. Then run <Command text={command} /> on the
          server and compare the signed heads with those in the log output. Find out who can write to the database.
        </p>
      </div>
    </Banner>
  )
}

/** Wraps between words, not after the hyphens of an option. */
function Command({ text }: { text: string }) {
  return (
    <code>
      {text.split(' ').map((word, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: an instance may be called like another word of the command
        <span key={index}>
          {index > 0 ? ' ' : null}
          <span data-slot="command-word">{word}</span>
        </span>
      ))}
    </code>
  )
}
