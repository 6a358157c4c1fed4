import { isCountersignError } from '@countersign/js'
import { QueryClient, useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { useApi } from './api-context.ts'
import type { MessageFilter } from './message-views.ts'

export const instanceKey = (id: string) => ['instance', id] as const
export const secretKeysKey = (id: string) => ['secret-keys', id] as const
/** Everything about SMS that changes when a pause is lifted or a test is sent. */
export const smsKey = (id: string) => ['sms', id] as const
export const messagesKey = (id: string) => ['messages', id] as const
export const transportsKey = (id: string) => ['transports', id] as const

/** A refusal stays one however often it is asked for; only a lost answer is worth another try. */
export function createQueryClient(): QueryClient {
  const retry = (count: number, error: Error) => count < 2 && isCountersignError(error, 'network_error')
  return new QueryClient({ defaultOptions: { queries: { retry, staleTime: 10_000 } } })
}

export function useApplications() {
  const api = useApi()
  return useQuery({ queryKey: ['applications'], queryFn: () => api.applications() })
}

export function useServerState() {
  const api = useApi()
  return useQuery({ queryKey: ['server'], queryFn: () => api.server() })
}

export function useInstance(id: string) {
  const api = useApi()
  return useQuery({ queryKey: instanceKey(id), queryFn: () => api.instance(id) })
}

/** Asked again when settings change: each value is compared by the server. */
export function useSecurityNumbers(id: string) {
  const api = useApi()
  return useQuery({ queryKey: [...instanceKey(id), 'numbers'], queryFn: () => api.numbers(id) })
}

export function useSecretKeys(id: string) {
  const api = useApi()
  return useQuery({ queryKey: secretKeysKey(id), queryFn: () => api.keys(id) })
}

/** Looked at again while something moves. */
export function useKeysStatus(id: string) {
  const api = useApi()
  return useQuery({
    queryKey: ['keys-status', id],
    queryFn: () => api.keysStatus(id),
    refetchInterval: ({ state }) =>
      state.data?.master.some((key) => !key.current && key.sealed > 0) === true ? 5_000 : false,
  })
}

export function useMessageList(id: string, filter: MessageFilter) {
  const api = useApi()
  return useInfiniteQuery({
    queryKey: [...messagesKey(id), filter],
    queryFn: ({ pageParam }) => api.messages(id, filter, pageParam),
    initialPageParam: null as string | null,
    getNextPageParam: ({ next }) => next,
  })
}

export function useMessageTrail(id: string, messageId: string) {
  const api = useApi()
  return useQuery({ queryKey: [...messagesKey(id), 'one', messageId], queryFn: () => api.message(id, messageId) })
}

export function useMessagePreviews(id: string, language: string) {
  const api = useApi()
  return useQuery({ queryKey: ['previews', id, language], queryFn: () => api.previews(id, language) })
}

/** Looked at again every minute: a bill grows while a page is open. */
export function useSmsState(id: string) {
  const api = useApi()
  return useQuery({ queryKey: [...smsKey(id), 'state'], queryFn: () => api.sms(id), refetchInterval: 60_000 })
}

export function useSpending(id: string, days: number) {
  const api = useApi()
  return useQuery({ queryKey: [...smsKey(id), 'spending', days], queryFn: () => api.spending(id, days) })
}

export function usePauses(id: string) {
  const api = useApi()
  return useQuery({ queryKey: [...smsKey(id), 'pauses'], queryFn: () => api.pauses(id) })
}

export function useTransports(id: string) {
  const api = useApi()
  return useQuery({ queryKey: transportsKey(id), queryFn: () => api.transports(id) })
}
