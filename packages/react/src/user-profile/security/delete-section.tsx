import { AlertDialog, Button, Checkbox, Section } from '@countersign/ui'
import { useState } from 'react'
import { useCountersign, useMessages } from '../../context.ts'
import { useUser } from '../../hooks.ts'
import { useReverification } from '../../reverify/use-reverification.ts'
import { useAction } from '../../use-action.ts'

export function DeleteSection({ onDeleted }: { onDeleted?: (() => void) | undefined }) {
  const { security, common } = useMessages()
  const { user: moves } = useCountersign()
  const { guard, isAsking } = useReverification()
  const user = useUser()
  const action = useAction()
  const [isOpen, setOpen] = useState(false)
  const [isUnderstood, setUnderstood] = useState(false)
  if (!user?.deleteSelfEnabled) return null

  async function remove() {
    if (isUnderstood && (await action.run(() => guard(() => moves.delete())))) onDeleted?.()
  }

  return (
    <Section
      title={security.deleteTitle}
      description={security.deleteHint}
      actions={
        <Button
          onClick={() => {
            action.clear()
            setUnderstood(false)
            setOpen(true)
          }}
        >
          {security.deleteAction}
        </Button>
      }
      id="delete-account"
    >
      <AlertDialog
        open={isOpen && !isAsking}
        onOpenChange={setOpen}
        title={security.deleteQuestion}
        description={security.deleteHint}
        confirmLabel={security.deleteAction}
        cancelLabel={common.cancel}
        canConfirm={isUnderstood}
        busy={action.isBusy}
        error={action.failure?.message}
        onConfirm={() => void remove()}
      >
        <Checkbox label={security.deleteConfirm} checked={isUnderstood} onCheckedChange={setUnderstood} />
      </AlertDialog>
    </Section>
  )
}
