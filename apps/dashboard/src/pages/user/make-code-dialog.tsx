import type { HelpDeskCodeView } from '@countersign/contract'
import { failureBeside, failureFor, useAction } from '@countersign/react'
import { Banner, Button, DialogActions, SelectField, TextField, useToast } from '@countersign/ui'
import { type FormEvent, useRef, useState } from 'react'
import { useApi } from '../../api/api-context.ts'
import { useCaseChange } from '../../api/case-queries.ts'
import { approvalToast, isApproval } from '../../api/case-views.ts'
import type { OpenedDialog } from '../../shell/question.tsx'
import { TaskDialog } from '../../shell/task-dialog.tsx'

const lives = [
  { value: '15', label: '15 minutes' },
  { value: '60', label: 'One hour' },
  { value: '240', label: 'Four hours' },
  { value: '480', label: 'Eight hours' },
  { value: '1440', label: 'A day' },
]
const uses = [
  { value: '1', label: 'Once' },
  { value: '2', label: 'Twice' },
  { value: '3', label: 'Three times' },
]
const fewest = 3

export interface MakeCodeDialogProps extends OpenedDialog {
  instanceId: string
  userId: string
  onMade: (code: HelpDeskCodeView) => void
}

export function MakeCodeDialog({ instanceId, userId, onMade, ...dialog }: MakeCodeDialogProps) {
  const { cases } = useApi()
  const { change } = useCaseChange(instanceId)
  const action = useAction()
  const toast = useToast()
  const [draft, setDraft] = useState({ purpose: '', minutes: '60', uses: '1' })
  const field = useRef<HTMLInputElement>(null)
  const edit = (name: keyof typeof draft) => (value: string) => setDraft((last) => ({ ...last, [name]: value }))
  const purpose = draft.purpose.trim()

  function submit(event: FormEvent) {
    event.preventDefault()
    if (purpose.length < fewest) return field.current?.focus()
    const wish = { purpose, minutes: Number(draft.minutes), uses: Number(draft.uses) }
    void action.run(async () => {
      const made = await change(() => cases.makeCode(instanceId, userId, wish))
      if (!isApproval(made)) return onMade(made)
      dialog.onClose()
      toast(approvalToast)
    })
  }
  const failed = failureBeside(action.failure, ['purpose'])
  return (
    <TaskDialog
      {...dialog}
      title="Make a help-desk code"
      description="Make sure who is asking before you read it to anybody: whoever has it and the password gets in."
      initialFocus={field}
    >
      <form data-slot="dialog-form" onSubmit={submit} noValidate>
        {failed ? <Banner tone="danger">{failed}</Banner> : null}
        <TextField
          ref={field}
          label="Purpose"
          name="purpose"
          value={draft.purpose}
          onValueChange={edit('purpose')}
          maxLength={200}
          autoComplete="off"
          description="Stands in the audit log beside your name."
          error={failureFor(action.failure, 'purpose')}
        />
        <SelectField
          label="Works for"
          name="minutes"
          value={draft.minutes}
          options={lives}
          onValueChange={edit('minutes')}
        />
        <SelectField label="May be used" name="uses" value={draft.uses} options={uses} onValueChange={edit('uses')} />
        <DialogActions>
          <Button onClick={dialog.onClose}>Cancel</Button>
          <Button type="submit" variant="primary" busy={action.isBusy} disabled={purpose.length < fewest}>
            Make
          </Button>
        </DialogActions>
      </form>
    </TaskDialog>
  )
}
