import { type Failure, useAction } from '@countersign/react'
import { Banner, Button, DialogActions, TextField } from '@countersign/ui'
import { type FormEvent, useRef, useState } from 'react'
import type { Invitation } from '../../api/administrator-api.ts'
import { useAdministratorChange } from '../../api/administrator-queries.ts'
import { useApi } from '../../api/api-context.ts'
import type { OpenedDialog } from '../../shell/question.tsx'
import { TaskDialog } from '../../shell/task-dialog.tsx'
import { invitationHours } from './administrator-words.ts'

export interface InviteDialogProps extends OpenedDialog {
  /** What the name field starts with. */
  name: string
  onInvited: (name: string, invitation: Invitation) => void
}

export function InviteDialog({ name: given, onInvited, ...dialog }: InviteDialogProps) {
  const { administrators } = useApi()
  const change = useAdministratorChange()
  const action = useAction()
  const [name, setName] = useState(given)
  const field = useRef<HTMLInputElement>(null)
  const wanted = name.trim()
  const wrong = problemOf(action.failure)

  function submit(event: FormEvent) {
    event.preventDefault()
    if (wanted === '') return field.current?.focus()
    void action.run(async () => onInvited(wanted, await change(() => administrators.invite(wanted))))
  }
  return (
    <TaskDialog
      {...dialog}
      title="Invite an administrator"
      description={`You get a link to send to them. It works once and is valid for ${invitationHours} hours. They set up a second factor before they see anything.`}
      initialFocus={field}
    >
      <form data-slot="dialog-form" onSubmit={submit}>
        {action.failure && wrong === null ? <Banner tone="danger">{action.failure.message}</Banner> : null}
        <TextField
          ref={field}
          label="Username"
          name="name"
          value={name}
          onValueChange={(value) => {
            action.clear()
            setName(value)
          }}
          maxLength={64}
          autoComplete="off"
          autoCapitalize="none"
          spellCheck={false}
          description="They sign in with it, and the logs show it."
          error={wrong}
        />
        <DialogActions>
          <Button onClick={dialog.onClose}>Cancel</Button>
          <Button type="submit" variant="primary" busy={action.isBusy} disabled={wanted === ''}>
            Create invitation link
          </Button>
        </DialogActions>
      </form>
    </TaskDialog>
  )
}

/** What is wrong with the name, in the words of this page; null for everything else. */
function problemOf(failure: Failure | null): string | null {
  if (failure?.code === 'form_identifier_exists') return 'An administrator with this username exists already.'
  if (failure?.code === 'form_param_format_invalid')
    return 'Use 3 to 64 letters, digits, “.”, “-” or “_”, and not digits only. Some names, such as “admin”, are reserved.'
  return null
}
