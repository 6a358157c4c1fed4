import { useToast } from '@countersign/ui'
import { useApi } from '../../api/api-context.ts'
import type { SecretKey } from '../../api/views.ts'
import { type OpenedDialog, Question } from '../../shell/question.tsx'
import { useKeyMaker } from './use-key-maker.ts'

export interface RevokeKeyQuestionProps extends OpenedDialog {
  instanceId: string
  revoked: SecretKey
}

export function RevokeKeyQuestion({ instanceId, revoked, ...dialog }: RevokeKeyQuestionProps) {
  const api = useApi()
  const { make } = useKeyMaker(instanceId)
  const toast = useToast()
  async function revoke() {
    await make(() => api.revokeKey(instanceId, revoked.id))
    dialog.onClose()
    toast('Key revoked')
  }
  return (
    <Question
      {...dialog}
      title={`Revoke the key “${revoked.name}”?`}
      description={`The key that ends in ${revoked.hint} stops working at once. This cannot be undone.`}
      confirmLabel="Revoke key"
      onConfirm={revoke}
    />
  )
}
