import { Banner, Card } from '@countersign/ui'
import { useAuditChain } from '../../api/audit-queries.ts'
import type { AuditChain } from '../../api/audit-views.ts'
import { Loaded } from '../../api/loaded.tsx'
import { useInstance } from '../../api/queries.ts'
import { Moment } from '../../sms/moment.tsx'

const count = new Intl.NumberFormat('en')

/** Whether the log is still what was written (R145). */
export function ChainCard({ instanceId }: { instanceId: string }) {
  const query = useAuditChain(instanceId)
  const { data: instance } = useInstance(instanceId)
  const command = `countersign audit verify${instance ? ` --instance ${instance.slug}` : ''}`
  return (
    <Card title="Is it what was written?">
      <Loaded query={query}>
        {(chain) => (
          <>
            {chain.broken ? <Broken broken={chain.broken} command={command} /> : <Whole chain={chain} />}
            <p data-slot="aside">
              {chain.broken ? null : (
                <>
                  <Command text={command} /> checks every entry there is.{' '}
                </>
              )}
              Entries are kept for {chain.days} days.
            </p>
          </>
        )}
      </Loaded>
    </Card>
  )
}

function Whole({ chain: { entries, checked, signed } }: { chain: AuditChain }) {
  if (entries === 0)
    return <Banner>No entry has its place in the chain yet. That takes two seconds; signatures come hourly.</Banner>
  const all = entries <= checked
  return (
    <Banner
      tone="success"
      title={
        all
          ? 'Every entry is as it was written.'
          : `The newest ${count.format(checked)} entries are as they were written.`
      }
    >
      Sealed and linked up to entry {count.format(entries)}.{' '}
      {signed ? (
        <>
          Signed up to entry {count.format(signed.seq)}, on <Moment at={signed.at} />.
        </>
      ) : (
        'The first signature comes within the hour.'
      )}
    </Banner>
  )
}

function Broken({ broken, command }: { broken: NonNullable<AuditChain['broken']>; command: string }) {
  const place = broken.seq === null ? 'The end of the log' : `Entry ${count.format(broken.seq)}`
  return (
    <Banner tone="danger" title="The log is not what was written.">
      <div data-slot="chain-words">
        <p>
          {place}: {broken.why}
          {broken.id === null ? null : (
            <>
              {' '}
              (<code>{broken.id}</code>)
            </>
          )}
          . Somebody changed the database past the server, or a copy of it was put back.
        </p>
        <p>
          Keep a copy of the database and of the server’s own log before anything else. Then run{' '}
          <Command text={command} /> at the machine, and compare the signed heads with those in the server’s log. Find
          out who can write to the database.
        </p>
      </div>
    </Banner>
  )
}

/** Broken between its words, and not after the hyphens of an option. */
function Command({ text }: { text: string }) {
  return (
    <code>
      {text.split(' ').map((word, index) => (
        <span key={word}>
          {index > 0 ? ' ' : null}
          <span data-slot="command-word">{word}</span>
        </span>
      ))}
    </code>
  )
}
