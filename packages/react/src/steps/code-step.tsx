import { CodeField, type CodeFieldProps } from '@countersign/ui'
import { type ReactNode, useState } from 'react'
import { useMessages } from '../context.ts'
import { failureFor } from '../use-action.ts'
import { type Progress, StepCard, StepForm } from './step-form.tsx'
import { useCompletedCode } from './use-completed-code.ts'

export interface CodeFormProps {
  label: string
  description?: ReactNode
  submitLabel?: string | undefined
  variant?: CodeFieldProps['variant']
  progress: Progress
  onCode: (code: string) => void
  /** Between the field and the button. */
  children?: ReactNode
  footer?: ReactNode
}

/** One code field. Six digits submit themselves; a backup code waits for the button. */
export function CodeForm(props: CodeFormProps) {
  const { label, description, variant = 'digits', progress, onCode, footer, children } = props
  const { common } = useMessages()
  const [code, setCode] = useState('')
  const onComplete = useCompletedCode(progress, onCode)
  return (
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
        description={description}
        variant={variant}
        value={code}
        onValueChange={setCode}
        onComplete={onComplete}
        error={failureFor(progress.failure, 'code')}
      />
      {children}
    </StepForm>
  )
}

export interface CodeStepProps extends CodeFormProps {
  title: string
  subtitle: ReactNode
}

/** A screen with one code field. */
export function CodeStep({ title, subtitle, ...form }: CodeStepProps) {
  return (
    <StepCard title={title} subtitle={subtitle}>
      <CodeForm {...form} />
    </StepCard>
  )
}
