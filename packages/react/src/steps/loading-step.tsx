import { Banner, Button, Spinner } from '@countersign/ui'
import { useCountersign, useMessages } from '../context.ts'
import { useCountersignState, useStatus } from '../hooks.ts'
import { useAction } from '../use-action.ts'
import { StepCard } from './step-form.tsx'

/** Until the first load is through; when it fails, says why and tries again on request. */
export function LoadingStep() {
  const { common } = useMessages()
  const client = useCountersign()
  const status = useStatus()
  const error = useCountersignState((state) => state.error)
  const { isBusy, run } = useAction()

  // The button stays while it is at work, and keeps the focus.
  if (status !== 'unavailable' && !isBusy) return <Spinner label={common.loading} />
  return (
    <StepCard title={common.unavailable}>
      {error ? <Banner tone="danger">{error.message}</Banner> : null}
      <Button variant="primary" wide busy={isBusy} onClick={() => void run(() => client.load())}>
        {common.tryAgain}
      </Button>
    </StepCard>
  )
}
