import { useReverification } from '@countersign/react'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useApi } from './api-context.ts'

export const resetsKey = (id: string) => ['resets', id] as const
export const approvalsKey = (id: string) => ['approvals', id] as const
const codesKey = (id: string, userId: string) => ['help-desk-codes', id, userId] as const

export function useResets(id: string) {
  const { cases } = useApi()
  return useQuery({ queryKey: resetsKey(id), queryFn: () => cases.resets(id) })
}

export function useApprovals(id: string) {
  const { cases } = useApi()
  return useQuery({ queryKey: approvalsKey(id), queryFn: () => cases.approvals(id) })
}

export function useCodes(id: string, userId: string) {
  const { cases } = useApi()
  return useQuery({ queryKey: codesKey(id, userId), queryFn: () => cases.codes(id, userId) })
}

/** Decides or makes something in a case, after a fresh proof. A refusal may mean that somebody else was quicker, so what is shown is read again either way. */
export function useCaseChange(id: string) {
  const queries = useQueryClient()
  const { guard } = useReverification()
  const change = async <T>(request: () => Promise<T>): Promise<T> => {
    try {
      return await guard(request)
    } finally {
      const stale = [resetsKey(id), approvalsKey(id), ['help-desk-codes', id], ['users', id]]
      for (const queryKey of stale) void queries.invalidateQueries({ queryKey })
    }
  }
  return { change }
}
