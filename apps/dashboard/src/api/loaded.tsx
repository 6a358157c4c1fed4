import { Banner, Button, Spinner } from '@countersign/ui'
import type { UseQueryResult } from '@tanstack/react-query'
import type { ReactNode } from 'react'

/** What was asked for, or how it stands: under way, or failed with the reason and another try. */
export function Loaded<T>({ query, children }: { query: UseQueryResult<T>; children: (data: T) => ReactNode }) {
  if (query.data !== undefined) return children(query.data)
  if (!query.isError) return <Spinner label="Loading" />
  const retry = (
    <Button busy={query.isFetching} onClick={() => void query.refetch()}>
      Try again
    </Button>
  )
  return (
    <Banner tone="danger" actions={retry}>
      {query.error.message}
    </Banner>
  )
}
