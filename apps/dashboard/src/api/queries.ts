import { isCountersignError } from '@countersign/js'
import { QueryClient, useQuery } from '@tanstack/react-query'
import { useApi } from './api-context.ts'

export const instanceKey = (id: string) => ['instance', id] as const
export const secretKeysKey = (id: string) => ['secret-keys', id] as const

/** A refusal stays one however often it is asked for; only a lost answer is worth another try. */
export function createQueryClient(): QueryClient {
  const retry = (count: number, error: Error) => count < 2 && isCountersignError(error, 'network_error')
  return new QueryClient({ defaultOptions: { queries: { retry, staleTime: 10_000 } } })
}

export function useApplications() {
  const api = useApi()
  return useQuery({ queryKey: ['applications'], queryFn: () => api.applications() })
}

export function useInstance(id: string) {
  const api = useApi()
  return useQuery({ queryKey: instanceKey(id), queryFn: () => api.instance(id) })
}

export function useSecretKeys(id: string) {
  const api = useApi()
  return useQuery({ queryKey: secretKeysKey(id), queryFn: () => api.keys(id) })
}
