import { useReverification } from '@countersign/react'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useApi } from './api-context.ts'
import { auditKey } from './audit-queries.ts'

const administratorsKey = ['administrators'] as const

export function useAdministrators() {
  const { administrators } = useApi()
  return useQuery({ queryKey: administratorsKey, queryFn: () => administrators.list() })
}

/** Invites or removes, after reverification where the server asks for it. A refusal may mean that someone else was quicker, so the list is read again either way. */
export function useAdministratorChange() {
  const queries = useQueryClient()
  const { guard } = useReverification()
  return async <T>(request: () => Promise<T>): Promise<T> => {
    try {
      return await guard(request)
    } finally {
      for (const queryKey of [administratorsKey, auditKey(null)]) void queries.invalidateQueries({ queryKey })
    }
  }
}
