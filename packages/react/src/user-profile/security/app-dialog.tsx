import { Dialog, TextField } from '@countersign/ui'
import { useState } from 'react'
import { useMessages } from '../../context.ts'
import { type Progress, StepForm } from '../../steps/step-form.tsx'
import { failureFor } from '../../use-action.ts'
import { headingOf } from '../focus-section.ts'

export interface AppDialogProps {
  title: string
  submitLabel: string
  /** What it is called now. */
  name: string
  progress: Progress
  onName: (name: string) => void
  onClose: () => void
}

/** Asks what an authenticator app is to be called. */
export function AppDialog({ title, submitLabel, name: given, progress, onName, onClose }: AppDialogProps) {
  const { security, common } = useMessages()
  const [name, setName] = useState(given)
  return (
    <Dialog
      open
      onOpenChange={onClose}
      title={title}
      closeLabel={common.close}
      returnFocus={() => headingOf('two-step')}
    >
      <StepForm progress={progress} fields={['name']} submitLabel={submitLabel} onSubmit={() => onName(name)}>
        <TextField
          label={security.appName}
          description={security.appNameHint}
          name="name"
          required
          maxLength={64}
          autoComplete="off"
          value={name}
          onValueChange={setName}
          error={failureFor(progress.failure, 'name')}
        />
      </StepForm>
    </Dialog>
  )
}
