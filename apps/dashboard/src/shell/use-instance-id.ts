import { useParams } from '@tanstack/react-router'

/** The instance that the address names; undefined on pages about none. */
export function useChosenInstanceId(): string | undefined {
  return useParams({ strict: false }).instanceId
}

/** For pages that are about one instance. */
export function useInstanceId(): string {
  const id = useChosenInstanceId()
  if (id === undefined) throw new Error('This page needs an instance in its address.')
  return id
}
