import { Banner, Button, Spinner } from '@countersign/ui'
import type { InfiniteData, UseInfiniteQueryResult } from '@tanstack/react-query'
import type { ReactNode } from 'react'

export interface LoadedPagesProps<P, T> {
  query: UseInfiniteQueryResult<InfiniteData<P>>
  itemsOf: (page: P) => readonly T[]
  /** What the button for the next page says. */
  more: string
  /** Instead of a list without anything in it; not while there is more to come. */
  empty: ReactNode
  children: (items: readonly T[]) => ReactNode
}

/** As `Loaded`, for a list that comes in pages. */
export function LoadedPages<P, T>({ query, itemsOf, more, empty, children }: LoadedPagesProps<P, T>) {
  const { data, hasNextPage, isFetchingNextPage } = query
  if (data === undefined && query.isError)
    return (
      <Banner tone="danger" actions={<Button onClick={() => void query.refetch()}>Try again</Button>}>
        {query.error.message}
      </Banner>
    )
  if (data === undefined) return <Spinner label="Loading" />
  const items = data.pages.flatMap(itemsOf)
  return (
    <>
      {items.length > 0 ? children(items) : null}
      {items.length === 0 && !hasNextPage ? empty : null}
      {hasNextPage ? (
        <Button wide busy={isFetchingNextPage} onClick={() => void query.fetchNextPage()}>
          {more}
        </Button>
      ) : null}
    </>
  )
}
