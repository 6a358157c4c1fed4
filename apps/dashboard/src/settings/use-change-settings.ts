import type { SettingsPatch } from '@countersign/contract'
import { useReverification } from '@countersign/react'
import { useQueryClient } from '@tanstack/react-query'
import { useApi } from '../api/api-context.ts'
import { approvalsKey } from '../api/case-queries.ts'
import { isApproval } from '../api/case-views.ts'
import { instanceKey } from '../api/queries.ts'
import type { Instance } from '../api/views.ts'

/**
 * Stores a change of settings, after a fresh proof where the server asks for one. Returns whether it is applied: one that weakens second
 * factors may take another administrator.
 */
export function useChangeSettings(instanceId: string): (patch: SettingsPatch) => Promise<boolean> {
  const api = useApi()
  const queries = useQueryClient()
  const { guard } = useReverification()
  return async (patch) => {
    const settings = await guard(() => api.change(instanceId, patch))
    if (isApproval(settings)) {
      void queries.invalidateQueries({ queryKey: approvalsKey(instanceId) })
      return false
    }
    queries.setQueryData<Instance>(instanceKey(instanceId), (instance) => instance && { ...instance, settings })
    const isPart = ({ queryKey }: { queryKey: readonly unknown[] }) => queryKey.length > instanceKey(instanceId).length
    await queries.invalidateQueries({ queryKey: instanceKey(instanceId), predicate: isPart })
    return true
  }
}
