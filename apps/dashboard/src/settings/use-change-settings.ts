import type { SettingsPatch } from '@countersign/contract'
import { useReverification } from '@countersign/react'
import { useQueryClient } from '@tanstack/react-query'
import { useApi } from '../api/api-context.ts'
import { instanceKey } from '../api/queries.ts'
import type { Instance } from '../api/views.ts'

/** Stores a change of settings, after a fresh proof where the server asks for one. */
export function useChangeSettings(instanceId: string): (patch: SettingsPatch) => Promise<void> {
  const api = useApi()
  const queries = useQueryClient()
  const { guard } = useReverification()
  return async (patch) => {
    const settings = await guard(() => api.change(instanceId, patch))
    queries.setQueryData<Instance>(instanceKey(instanceId), (instance) => instance && { ...instance, settings })
    await queries.invalidateQueries({ queryKey: [...instanceKey(instanceId), 'numbers'] })
  }
}
