import './audit-log.css'
import { Banner, Button, LiveRegion, Spinner } from '@countersign/ui'
import { useEffect } from 'react'
import { useAuditLog } from '../../api/audit-queries.ts'
import type { AuditEntry, AuditSearch } from '../../api/audit-views.ts'
import { useOpened } from '../../shell/use-opened.ts'
import { AuditDialog } from './audit-dialog.tsx'
import { AuditFilters } from './audit-filters.tsx'
import { AuditList } from './audit-list.tsx'
import { onlyGiven } from './audit-search.ts'
import { ChainCard } from './chain-card.tsx'

export interface AuditLogProps {
  /** Null is the server log. */
  instanceId: string | null
  /** What commands on the server call it; undefined while it is loading. */
  slug: string | undefined
  search: AuditSearch
  onSearch: (search: AuditSearch) => void
}

/** The log of an instance or of the server: integrity, filters, events and their details. */
export function AuditLog({ instanceId, slug, search, onSearch }: AuditLogProps) {
  const { what: entry, isOpen, open, close, returnFocus } = useOpened<AuditEntry>()
  return (
    <>
      <ChainCard key={instanceId} instanceId={instanceId} slug={slug} />
      <AuditFilters isServer={instanceId === null} search={search} onSearch={onSearch} />
      <Entries key={`${instanceId} events`} instanceId={instanceId} search={search} onOpen={open} />
      {entry ? <AuditDialog {...{ instanceId, entry, isOpen, returnFocus }} onClose={close} /> : null}
    </>
  )
}

interface EntriesProps {
  instanceId: string | null
  search: AuditSearch
  onOpen: (entry: AuditEntry) => void
}

function Entries({ instanceId, search, onOpen }: EntriesProps) {
  const log = useAuditLog(instanceId, search)
  const { data, hasNextPage, isFetchingNextPage, isError, fetchNextPage } = log
  const entries = data?.pages.flatMap((page) => page.data) ?? []
  // Each answer covers a limited number of events, so pages without a match are passed over.
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
  if (!data || isLooking) return <Spinner label={data ? 'Searching older events' : 'Loading'} />
  return (
    <>
      <LiveRegion>
        {`${entries.length} ${entries.length === 1 ? 'event' : 'events'}${hasNextPage ? ', and more' : ''}`}
      </LiveRegion>
      {entries.length > 0 ? (
        <AuditList instanceId={instanceId} entries={entries} onOpen={onOpen} />
      ) : (
        <Nothing isServer={instanceId === null} search={search} />
      )}
      {hasNextPage ? (
        <Button wide busy={isFetchingNextPage} onClick={() => void fetchNextPage()}>
          Show older events
        </Button>
      ) : null}
    </>
  )
}

function Nothing({ isServer, search }: { isServer: boolean; search: AuditSearch }) {
  if (Object.keys(onlyGiven(search)).length === 0)
    return <Banner>No events yet. Events appear here as soon as someone signs in or changes something.</Banner>
  return (
    <Banner>
      No matching events.
      {search.user === ''
        ? ''
        : isServer
          ? ' Enter the complete username of an administrator, or their ID.'
          : ' Enter a complete email address, phone number, username or user ID. Deleted users are found by ID only.'}
    </Banner>
  )
}
