import { Button } from '@countersign/ui'
import { useMessages } from '../context.ts'
import { CodeStep } from '../steps/code-step.tsx'
import { WhyAsked } from './asked-because.tsx'
import type { SecondStepProps } from './totp-step.tsx'

export function BackupCodeStep({ progress, onCode, onUseAnother }: Omit<SecondStepProps, 'application' | 'remember'>) {
  const { secondStep, fields } = useMessages()
  return (
    <CodeStep
      title={secondStep.backupTitle}
      subtitle={secondStep.backupSubtitle}
      label={fields.backupCode}
      submitLabel={secondStep.verify}
      variant="backup"
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
    />
  )
}
