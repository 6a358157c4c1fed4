import { useReverification } from '@countersign/react'
import { useInfiniteQuery, useQuery, useQueryClient } from '@tanstack/react-query'
import { useApi } from './api-context.ts'
import type { BoardSearch } from './policy-api.ts'
import { instanceKey } from './queries.ts'

/** Below the instance, so that whoever changes its settings has these asked again. */
const lastChangeKey = (id: string) => [...instanceKey(id), 'last-change'] as const

export function useLastChange(id: string) {
  const { policy } = useApi()
  return useQuery({ queryKey: lastChangeKey(id), queryFn: () => policy.lastChange(id) })
}

/** Takes the last change of settings back, after a fresh proof where the server asks for one. */
export function useUndo(id: string) {
  const { policy } = useApi()
  const queries = useQueryClient()
  const { guard } = useReverification()
  const undo = async (): Promise<void> => {
    await guard(() => policy.undo(id))
    await queries.invalidateQueries({ queryKey: instanceKey(id) })
  }
  return { undo }
}

/** Each of these walks all users, so none is asked again by itself. */
const walks = { refetchOnWindowFocus: false, staleTime: 30_000 }
const rolloutKey = (id: string) => [...instanceKey(id), 'rollout'] as const

export function useBoard(id: string) {
  const { policy } = useApi()
  return useQuery({ queryKey: [...rolloutKey(id), 'board'], queryFn: () => policy.board(id), ...walks })
}

export function useBoardUsers(id: string, search: BoardSearch) {
  const { policy } = useApi()
  return useInfiniteQuery({
    queryKey: [...rolloutKey(id), 'users', search],
    queryFn: ({ pageParam }) => policy.boardUsers(id, search, pageParam),
    initialPageParam: null as string | null,
    getNextPageParam: ({ next }) => next,
    ...walks,
  })
}

export function useDryRuns(id: string) {
  const { policy } = useApi()
  return useQuery({ queryKey: [...rolloutKey(id), 'dry-runs'], queryFn: () => policy.dryRuns(id) })
}

const receiptsAtOnce = 10

/** Why a user was asked, newest first. A full page may have another after it. */
export function useReceipts(id: string, userId: string) {
  const { policy } = useApi()
  return useInfiniteQuery({
    queryKey: ['users', id, 'one', userId, 'receipts'],
    queryFn: ({ pageParam }) => policy.receipts(id, userId, { limit: receiptsAtOnce, offset: pageParam }),
    initialPageParam: 0,
    getNextPageParam: (page, pages) => (page.length < receiptsAtOnce ? null : pages.length * receiptsAtOnce),
  })
}
