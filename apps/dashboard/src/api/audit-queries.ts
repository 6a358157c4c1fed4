import { useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { useApi } from './api-context.ts'
import type { AuditSearch } from './audit-views.ts'

/** Null is the server log. */
export const auditKey = (id: string | null) => ['audit', id] as const

/** Not fetched again on focus: events would move while someone reads them. */
export function useAuditLog(id: string | null, search: AuditSearch) {
  const { audit } = useApi()
  return useInfiniteQuery({
    queryKey: [...auditKey(id), 'list', search],
    queryFn: ({ pageParam }) => audit.list(id, search, pageParam),
    initialPageParam: null as string | null,
    getNextPageParam: ({ next }) => next,
    refetchOnWindowFocus: false,
  })
}

/** Not fetched again on focus: the server reads a thousand events for it. */
export function useAuditChain(id: string | null) {
  const { audit } = useApi()
  return useQuery({
    queryKey: [...auditKey(id), 'chain'],
    queryFn: () => audit.chain(id),
    refetchOnWindowFocus: false,
  })
}
