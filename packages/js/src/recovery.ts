import type { RecoveryView } from '@countersign/contract'
import type { Api } from './api.ts'
import type { RecoveryActions } from './types.ts'

export function createRecovery(api: Api): RecoveryActions {
  return {
    preview: (input) => api.post<RecoveryView>('/recovery/preview', input),
    async cancel(input) {
      await api.post('/recovery/cancel', input)
    },
  }
}
