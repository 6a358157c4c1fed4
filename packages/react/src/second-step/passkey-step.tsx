import { Banner, Button } from '@countersign/ui'
import type { ReactNode } from 'react'
import { useMessages } from '../context.ts'
import { type Progress, StepCard } from '../steps/step-form.tsx'
import { WhyAsked } from './asked-because.tsx'

export interface PasskeyStepProps {
  progress: Progress
  remember: ReactNode
  onUse: () => void
  onUseAnother: () => void
}

/** Nothing to type: the browser asks. It does so only when the button is pressed, as some browsers refuse a page that asks by itself. */
export function PasskeyStep({ progress, remember, onUse, onUseAnother }: PasskeyStepProps) {
  const { secondStep } = useMessages()
  return (
    <StepCard title={secondStep.passkeyTitle} subtitle={secondStep.passkeySubtitle}>
      {progress.failure ? <Banner tone="danger">{progress.failure.message}</Banner> : null}
      {remember}
      <Button variant="primary" wide busy={progress.isBusy} onClick={onUse}>
        {secondStep.passkeyChoice}
      </Button>
      <Button variant="quiet" onClick={onUseAnother}>
        {secondStep.useAnother}
      </Button>
      <WhyAsked />
    </StepCard>
  )
}
