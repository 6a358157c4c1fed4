import type { Passkey } from '@countersign/js'
import { Dialog, TextField, useToast } from '@countersign/ui'
import { useState } from 'react'
import { useCountersign, useMessages } from '../../context.ts'
import { fill } from '../../messages/fill.ts'
import { StepForm } from '../../steps/step-form.tsx'
import { failureFor, useAction } from '../../use-action.ts'

export interface RenamePasskeyProps {
  passkey: Passkey
  onClose: () => void
  returnFocus: () => HTMLElement | null
}

export function RenamePasskey({ passkey, onClose, returnFocus }: RenamePasskeyProps) {
  const { security, common } = useMessages()
  const { user: moves } = useCountersign()
  const action = useAction()
  const toast = useToast()
  const [name, setName] = useState(passkey.name)

  async function save() {
    if (!(await action.run(() => moves.passkey(passkey.id).update({ name })))) return
    onClose()
    toast(fill(security.passkeyRenamed, { name: name.trim() }))
  }

  return (
    <Dialog
      open
      onOpenChange={onClose}
      title={security.renamePasskeyTitle}
      closeLabel={common.close}
      returnFocus={returnFocus}
    >
      <StepForm progress={action} fields={['name']} submitLabel={common.save} onSubmit={() => void save()}>
        <TextField
          label={security.passkeyName}
          name="name"
          required
          maxLength={64}
          autoComplete="off"
          value={name}
          onValueChange={setName}
          error={failureFor(action.failure, 'name')}
        />
      </StepForm>
    </Dialog>
  )
}
