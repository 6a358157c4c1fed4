import { useReverification } from '@countersign/react'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useApi } from './api-context.ts'

const webhooksKey = (id: string) => ['webhooks', id] as const

export function useWebhookEndpoints(id: string) {
  const { webhooks } = useApi()
  return useQuery({ queryKey: [...webhooksKey(id), 'endpoints'], queryFn: () => webhooks.endpoints(id) })
}

export function useEventTypes(id: string) {
  const { webhooks } = useApi()
  return useQuery({ queryKey: ['event-types', id], queryFn: () => webhooks.eventTypes(id) })
}

/** Looked at again every few seconds while it is open: whoever looks waits for a try. */
export function useDeliveries(id: string, endpointId: string, isOpen: boolean) {
  const { webhooks } = useApi()
  return useQuery({
    queryKey: [...webhooksKey(id), 'deliveries', endpointId],
    queryFn: () => webhooks.deliveries(id, endpointId),
    refetchInterval: 3_000,
    enabled: isOpen,
  })
}

/** Changes something about webhooks, after a fresh proof where the server asks for one, and brings the lists up to date. */
export function useWebhookChange(id: string) {
  const queries = useQueryClient()
  const { guard } = useReverification()
  const change = async <T>(request: () => Promise<T>): Promise<T> => {
    try {
      return await guard(request)
    } finally {
      void queries.invalidateQueries({ queryKey: webhooksKey(id) })
    }
  }
  return { change }
}
