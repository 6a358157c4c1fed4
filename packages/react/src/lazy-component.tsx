import { Spinner } from '@countersign/ui'
import { type ComponentType, lazy, Suspense } from 'react'
import { useMessages } from './context.ts'

/** A component that is fetched when it is first shown, so that a sign-in page does not carry the account page with it. */
export function lazyComponent<P extends object>(load: () => Promise<ComponentType<P>>): ComponentType<P> {
  const Loaded = lazy(async () => ({ default: await load() }))
  // biome-ignore lint/correctness/noComponentHookFactories: called once for each component, at module level
  return function LazyComponent(props: P) {
    const { common } = useMessages()
    return (
      <Suspense fallback={<Spinner label={common.loading} />}>
        <Loaded {...props} />
      </Suspense>
    )
  }
}
