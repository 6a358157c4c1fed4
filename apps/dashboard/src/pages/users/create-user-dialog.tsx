import { failureBeside, failureFor, useAction } from '@countersign/react'
import { Banner, Button, DialogActions, TextField } from '@countersign/ui'
import { useNavigate } from '@tanstack/react-router'
import { type FormEvent, useRef, useState } from 'react'
import { useApi } from '../../api/api-context.ts'
import { useUserMaker } from '../../api/user-queries.ts'
import type { NewUser } from '../../api/user-views.ts'
import type { OpenedDialog } from '../../shell/question.tsx'
import { TaskDialog } from '../../shell/task-dialog.tsx'

const fields = [
  { name: 'email_address', label: 'E-mail address', type: 'email' },
  { name: 'phone_number', label: 'Phone number', type: 'tel' },
  { name: 'username', label: 'Username', type: 'text' },
  { name: 'first_name', label: 'First name', type: 'text' },
  { name: 'last_name', label: 'Last name', type: 'text' },
] as const
const nothing = { email_address: '', phone_number: '', username: '', first_name: '', last_name: '' }

export interface CreateUserDialogProps extends OpenedDialog {
  instanceId: string
}

export function CreateUserDialog({ instanceId, ...dialog }: CreateUserDialogProps) {
  const { users } = useApi()
  const { make } = useUserMaker(instanceId)
  const navigate = useNavigate()
  const action = useAction()
  const [draft, setDraft] = useState(nothing)
  const first = useRef<HTMLInputElement>(null)
  const given = Object.entries(draft).filter(([, value]) => value.trim() !== '')
  const isNamed = given.some(([name]) => name === 'email_address' || name === 'phone_number' || name === 'username')
  const edit = (name: keyof typeof nothing) => (value: string) => setDraft((last) => ({ ...last, [name]: value }))

  function submit(event: FormEvent) {
    event.preventDefault()
    if (!isNamed) return first.current?.focus()
    const user: NewUser = Object.fromEntries(given)
    void action.run(async () => {
      const userId = await make(() => users.make(instanceId, user))
      await navigate({ to: '/instances/$instanceId/users/$userId', params: { instanceId, userId } })
    })
  }
  const failed = failureBeside(action.failure, Object.keys(nothing))
  return (
    <TaskDialog
      {...dialog}
      title="Create a user"
      description="You vouch for the address and the number: they count as verified. There is no password; the user signs in with a code, or chooses one by “Forgot password?”."
      initialFocus={first}
    >
      <form data-slot="dialog-form" onSubmit={submit} noValidate>
        {failed ? <Banner tone="danger">{failed}</Banner> : null}
        {fields.map(({ name, label, type }) => (
          <TextField
            key={name}
            ref={name === 'email_address' ? first : undefined}
            label={label}
            name={name}
            type={type}
            value={draft[name]}
            onValueChange={edit(name)}
            autoComplete="off"
            error={failureFor(action.failure, name)}
          />
        ))}
        <DialogActions>
          <Button onClick={dialog.onClose}>Cancel</Button>
          <Button type="submit" variant="primary" busy={action.isBusy} disabled={!isNamed}>
            Create
          </Button>
        </DialogActions>
      </form>
    </TaskDialog>
  )
}
