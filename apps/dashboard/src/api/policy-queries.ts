import { useReverification } from '@countersign/react'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useApi } from './api-context.ts'
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
  const { guard, isAsking } = useReverification()
  const undo = async (): Promise<void> => {
    await guard(() => policy.undo(id))
    await queries.invalidateQueries({ queryKey: instanceKey(id) })
  }
  return { undo, isAsking }
}
