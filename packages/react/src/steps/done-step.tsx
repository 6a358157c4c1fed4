import { Banner, Button, Spinner } from '@countersign/ui'
import { useMessages } from '../context.ts'
import { type Progress, StepCard } from './step-form.tsx'

export interface DoneStepProps {
  title: string
  subtitle: string
  progress: Progress
  onRetry: () => void
}

/** The attempt is complete and its session is being opened. */
export function DoneStep({ title, subtitle, progress, onRetry }: DoneStepProps) {
  const { common } = useMessages()
  const { failure } = progress
  return (
    <StepCard title={title} subtitle={failure ? undefined : subtitle}>
      {failure ? (
        <Banner tone="danger" actions={<Button onClick={onRetry}>{common.tryAgain}</Button>}>
          {failure.message}
        </Banner>
      ) : (
        <Spinner label={subtitle} />
      )}
    </StepCard>
  )
}
