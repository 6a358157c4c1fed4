import './audit-log.css'
import { Banner, Button, LiveRegion, Spinner } from '@countersign/ui'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { useEffect } from 'react'
import { useAuditLog } from '../../api/audit-queries.ts'
import type { AuditEntry, AuditSearch } from '../../api/audit-views.ts'
import { Page } from '../../shell/page.tsx'
import { useInstanceId } from '../../shell/use-instance-id.ts'
import { useOpened } from '../../shell/use-opened.ts'
import { AuditDialog } from './audit-dialog.tsx'
import { AuditFilters } from './audit-filters.tsx'
import { AuditList } from './audit-list.tsx'
import { everything, onlyGiven } from './audit-search.ts'
import { ChainCard } from './chain-card.tsx'

const route = '/instances/$instanceId/audit-log'

export function AuditPage() {
  const instanceId = useInstanceId()
  const search = { ...everything, ...useSearch({ from: route }) }
  const navigate = useNavigate()
  const { what: entry, isOpen, open, close, returnFocus } = useOpened<AuditEntry>()
  const find = (next: AuditSearch) => void navigate({ to: route, params: { instanceId }, search: onlyGiven(next) })
  return (
    <Page
      title="Audit log"
      description="What happened in this instance, newest first: proofs given and refused, sessions, changes, and what operators did."
    >
      <ChainCard key={instanceId} instanceId={instanceId} />
      <AuditFilters search={search} onSearch={find} />
      <Entries key={`${instanceId} entries`} instanceId={instanceId} search={search} onOpen={open} />
      {entry ? <AuditDialog {...{ instanceId, entry, isOpen, returnFocus }} onClose={close} /> : null}
    </Page>
  )
}

interface EntriesProps {
  instanceId: string
  search: AuditSearch
  onOpen: (entry: AuditEntry) => void
}

function Entries({ instanceId, search, onOpen }: EntriesProps) {
  const log = useAuditLog(instanceId, search)
  const { data, hasNextPage, isFetchingNextPage, isError, fetchNextPage } = log
  const entries = data?.pages.flatMap((page) => page.data) ?? []
  // Each answer looks through so many entries and no more; who looks for something rare wants to be told of it, not of that.
  const isLooking = entries.length === 0 && hasNextPage && !isError
  const pages = data?.pages.length ?? 0
  useEffect(() => {
    if (isLooking && pages > 0 && !isFetchingNextPage) void fetchNextPage()
  }, [isLooking, pages, isFetchingNextPage, fetchNextPage])

  if (isError && entries.length === 0)
    return (
      <Banner tone="danger" actions={<Button onClick={() => void log.refetch()}>Try again</Button>}>
        {log.error.message}
      </Banner>
    )
  if (!data || isLooking) return <Spinner label={data ? 'Looking further back' : 'Loading'} />
  return (
    <>
      <LiveRegion>
        {`${entries.length} ${entries.length === 1 ? 'entry' : 'entries'}${hasNextPage ? ', and more' : ''}`}
      </LiveRegion>
      {entries.length > 0 ? (
        <AuditList instanceId={instanceId} entries={entries} onOpen={onOpen} />
      ) : (
        <Nothing search={search} />
      )}
      {hasNextPage ? (
        <Button wide busy={isFetchingNextPage} onClick={() => void fetchNextPage()}>
          Show older entries
        </Button>
      ) : null}
    </>
  )
}

function Nothing({ search }: { search: AuditSearch }) {
  if (Object.keys(onlyGiven(search)).length === 0)
    return (
      <Banner>
        Nothing is written down yet. Entries appear here as soon as somebody signs up or changes something.
      </Banner>
    )
  return (
    <Banner>
      No entry fits.
      {search.user === ''
        ? ''
        : ' A user is found by a whole e-mail address, number, username or user ID; somebody who was deleted by their ID alone.'}
    </Banner>
  )
}
