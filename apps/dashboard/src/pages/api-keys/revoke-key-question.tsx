import { useAction } from '@countersign/react'
import { AlertDialog, useToast } from '@countersign/ui'
import { useApi } from '../../api/api-context.ts'
import type { SecretKey } from '../../api/views.ts'
import { useKeyMaker } from './use-key-maker.ts'

export interface RevokeKeyQuestionProps {
  instanceId: string
  revoked: SecretKey
  isOpen: boolean
  onClose: () => void
  returnFocus: () => HTMLElement | null
}

export function RevokeKeyQuestion({ instanceId, revoked, isOpen, onClose, returnFocus }: RevokeKeyQuestionProps) {
  const api = useApi()
  const { make, isAsking } = useKeyMaker(instanceId)
  const action = useAction()
  const toast = useToast()
  const revoke = () =>
    action.run(async () => {
      await make(() => api.revokeKey(instanceId, revoked.id))
      onClose()
      toast('Key revoked')
    })
  return (
    <AlertDialog
      open={isOpen && !isAsking}
      onOpenChange={(next) => {
        if (!next) onClose()
      }}
      returnFocus={returnFocus}
      title={`Revoke the key “${revoked.name}”?`}
      description={`The key that ends in ${revoked.hint} stops working at once. This cannot be undone.`}
      confirmLabel="Revoke key"
      cancelLabel="Cancel"
      tone="danger"
      busy={action.isBusy}
      error={action.failure?.message}
      onConfirm={() => void revoke()}
    />
  )
}
