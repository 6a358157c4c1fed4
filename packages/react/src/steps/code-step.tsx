import { CodeField, type CodeFieldProps } from '@countersign/ui'
import { type ReactNode, useState } from 'react'
import { useMessages } from '../context.ts'
import { failureFor } from '../use-action.ts'
import { type Progress, StepCard, StepForm } from './step-form.tsx'
import { useCompletedCode } from './use-completed-code.ts'

export interface CodeStepProps {
  title: string
  subtitle: ReactNode
  label: string
  submitLabel?: string | undefined
  variant?: CodeFieldProps['variant']
  progress: Progress
  onCode: (code: string) => void
  /** Between the field and the button. */
  children?: ReactNode
  footer?: ReactNode
}

/** A screen with one code field. Six digits submit themselves; a backup code waits for the button. */
export function CodeStep(props: CodeStepProps) {
  const { title, subtitle, label, variant = 'digits', progress, onCode, footer, children } = props
  const { common } = useMessages()
  const [code, setCode] = useState('')
  const onComplete = useCompletedCode(progress, onCode)
  return (
    <StepCard title={title} subtitle={subtitle}>
      <StepForm
        progress={progress}
        fields={['code']}
        submitLabel={props.submitLabel ?? common.continue}
        onSubmit={() => onCode(code)}
        footer={footer}
      >
        <CodeField
          label={label}
          name="code"
          variant={variant}
          value={code}
          onValueChange={setCode}
          onComplete={onComplete}
          error={failureFor(progress.failure, 'code')}
        />
        {children}
      </StepForm>
    </StepCard>
  )
}
