import { useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { useApi } from './api-context.ts'
import type { AuditSearch } from './audit-views.ts'

const auditKey = (id: string) => ['audit', id] as const

/** Not asked again whenever the window is looked at: entries would move under whoever reads them. */
export function useAuditLog(id: string, search: AuditSearch) {
  const { audit } = useApi()
  return useInfiniteQuery({
    queryKey: [...auditKey(id), 'list', search],
    queryFn: ({ pageParam }) => audit.list(id, search, pageParam),
    initialPageParam: null as string | null,
    getNextPageParam: ({ next }) => next,
    refetchOnWindowFocus: false,
  })
}

/** The server reads a thousand entries for it. */
export function useAuditChain(id: string) {
  const { audit } = useApi()
  return useQuery({
    queryKey: [...auditKey(id), 'chain'],
    queryFn: () => audit.chain(id),
    refetchOnWindowFocus: false,
  })
}
