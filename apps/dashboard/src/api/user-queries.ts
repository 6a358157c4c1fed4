import { useReverification } from '@countersign/react'
import { useInfiniteQuery, useQuery, useQueryClient } from '@tanstack/react-query'
import { useApi } from './api-context.ts'
import { approvalsKey, resetsKey } from './case-queries.ts'
import { type Approval, isApproval } from './case-views.ts'
import type { UserDetails, UserSearch } from './user-views.ts'

const usersKey = (id: string) => ['users', id] as const
const listKey = (id: string) => [...usersKey(id), 'list'] as const
const userKey = (id: string, userId: string) => [...usersKey(id), 'one', userId] as const

/** Asked again when something changed here, and not whenever the window is looked at: every page that is read is written down. */
export function useUserList(id: string, search: UserSearch) {
  const { users } = useApi()
  return useInfiniteQuery({
    queryKey: [...listKey(id), search],
    queryFn: ({ pageParam }) => users.list(id, search, pageParam),
    initialPageParam: null as string | null,
    getNextPageParam: ({ next }) => next,
    refetchOnWindowFocus: false,
  })
}

export function useUser(id: string, userId: string) {
  const { users } = useApi()
  return useQuery({ queryKey: userKey(id, userId), queryFn: () => users.read(id, userId) })
}

export function useUserEvents(id: string, userId: string) {
  const { users } = useApi()
  return useInfiniteQuery({
    queryKey: [...userKey(id, userId), 'events'],
    queryFn: ({ pageParam }) => users.events(id, userId, pageParam),
    initialPageParam: null as string | null,
    getNextPageParam: ({ next }) => next,
  })
}

/**
 * Does something to a user, after a fresh proof where the server asks for one; null when the user is gone by it. Returns whether it was done:
 * it may take another administrator.
 */
export function useUserChange(id: string, userId: string) {
  const queries = useQueryClient()
  const { guard } = useReverification()
  const change = async (request: () => Promise<UserDetails | Approval | null>): Promise<boolean> => {
    const details = await guard(request)
    if (isApproval(details)) {
      void queries.invalidateQueries({ queryKey: approvalsKey(id) })
      return false
    }
    void queries.invalidateQueries({ queryKey: listKey(id) })
    void queries.invalidateQueries({ queryKey: resetsKey(id) })
    if (details === null) {
      queries.removeQueries({ queryKey: userKey(id, userId) })
      return true
    }
    queries.setQueryData(userKey(id, userId), details)
    void queries.invalidateQueries({ queryKey: [...userKey(id, userId), 'events'] })
    return true
  }
  return { change }
}

export function useUserMaker(id: string) {
  const queries = useQueryClient()
  const { guard } = useReverification()
  const make = async (request: () => Promise<{ id: string }>): Promise<string> => {
    const made = await guard(request)
    void queries.invalidateQueries({ queryKey: listKey(id) })
    return made.id
  }
  return { make }
}
