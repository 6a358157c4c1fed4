import { failureBeside, failureFor, useAction } from '@countersign/react'
import { Banner, Button, DialogActions, SelectField, TextField } from '@countersign/ui'
import { type FormEvent, useRef, useState } from 'react'
import { useApi } from '../../api/api-context.ts'
import type { KeyScope, NewSecretKey } from '../../api/views.ts'
import type { OpenedDialog } from '../../shell/question.tsx'
import { TaskDialog } from '../../shell/task-dialog.tsx'
import { accessOptions, expiryOptions } from './key-access.ts'
import { useKeyMaker } from './use-key-maker.ts'

export interface CreateKeyDialogProps extends OpenedDialog {
  instanceId: string
  onMade: (key: NewSecretKey) => void
}

export function CreateKeyDialog({ instanceId, onMade, ...dialog }: CreateKeyDialogProps) {
  const api = useApi()
  const { make } = useKeyMaker(instanceId)
  const action = useAction()
  const [name, setName] = useState('')
  const [access, setAccess] = useState('all')
  const [expiry, setExpiry] = useState('never')
  const field = useRef<HTMLInputElement>(null)
  const wanted = name.trim()
  const wish = {
    name: wanted,
    scopes: access === 'all' ? [] : [access as KeyScope],
    expires_in_days: expiry === 'never' ? null : Number(expiry),
  }

  function submit(event: FormEvent) {
    event.preventDefault()
    if (wanted === '') field.current?.focus()
    else void action.run(async () => onMade(await make(() => api.makeKey(instanceId, wish))))
  }
  return (
    <TaskDialog
      {...dialog}
      title="Create a secret key"
      description="Give it the name of what will use it, so that you know later what breaks when you roll it."
      initialFocus={field}
    >
      <form data-slot="dialog-form" onSubmit={submit}>
        {action.failure ? <Failure text={failureBeside(action.failure, ['name'])} /> : null}
        <TextField
          ref={field}
          label="Name"
          name="name"
          value={name}
          onValueChange={setName}
          maxLength={64}
          autoComplete="off"
          error={failureFor(action.failure, 'name')}
        />
        <SelectField label="Access" name="access" value={access} options={accessOptions} onValueChange={setAccess} />
        <SelectField label="Expires" name="expiry" value={expiry} options={expiryOptions} onValueChange={setExpiry} />
        <DialogActions>
          <Button onClick={dialog.onClose}>Cancel</Button>
          <Button type="submit" variant="primary" busy={action.isBusy} disabled={wanted === ''}>
            Create
          </Button>
        </DialogActions>
      </form>
    </TaskDialog>
  )
}

function Failure({ text }: { text: string | null }) {
  return text === null ? null : <Banner tone="danger">{text}</Banner>
}
