import { Button } from '@countersign/ui'
import type { ReactNode } from 'react'
import { useMessages } from '../context.ts'
import { fill } from '../messages/fill.ts'
import { CodeStep } from '../steps/code-step.tsx'
import type { Progress } from '../steps/step-form.tsx'
import { WhyAsked } from './asked-because.tsx'

export interface SecondStepProps {
  application: string
  progress: Progress
  remember: ReactNode
  onCode: (code: string) => void
  onUseAnother: () => void
}

/** The authenticator app's screen. */
export function TotpStep({ application, progress, remember, onCode, onUseAnother }: SecondStepProps) {
  const { secondStep, fields } = useMessages()
  return (
    <CodeStep
      title={secondStep.totpTitle}
      subtitle={fill(secondStep.totpSubtitle, { application })}
      label={fields.totpCode}
      submitLabel={secondStep.verify}
      progress={progress}
      onCode={onCode}
      footer={
        <>
          <Button variant="quiet" onClick={onUseAnother}>
            {secondStep.useAnother}
          </Button>
          <WhyAsked />
        </>
      }
    >
      {remember}
    </CodeStep>
  )
}
