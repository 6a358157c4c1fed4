import { useReverification } from '@countersign/react'
import { useQueryClient } from '@tanstack/react-query'
import { secretKeysKey } from '../../api/queries.ts'

/** Makes or revokes a key, after a fresh proof where the server asks for one, and brings the list up to date. */
export function useKeyMaker(instanceId: string) {
  const queries = useQueryClient()
  const { guard } = useReverification()
  const make = async <T>(request: () => Promise<T>): Promise<T> => {
    try {
      return await guard(request)
    } finally {
      // Also after a failure: somebody else may have rolled the key meanwhile.
      void queries.invalidateQueries({ queryKey: secretKeysKey(instanceId) })
    }
  }
  return { make }
}
