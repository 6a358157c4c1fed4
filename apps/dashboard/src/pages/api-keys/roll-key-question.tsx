import { useAction } from '@countersign/react'
import { AlertDialog } from '@countersign/ui'
import { useApi } from '../../api/api-context.ts'
import type { NewSecretKey, SecretKey } from '../../api/views.ts'
import { useKeyMaker } from './use-key-maker.ts'

export interface RollKeyQuestionProps {
  instanceId: string
  rolled: SecretKey
  onMade: (key: NewSecretKey) => void
  isOpen: boolean
  onClose: () => void
  returnFocus: () => HTMLElement | null
}

export function RollKeyQuestion(props: RollKeyQuestionProps) {
  const { instanceId, rolled, isOpen, onMade, onClose, returnFocus } = props
  const api = useApi()
  const { make, isAsking } = useKeyMaker(instanceId)
  const action = useAction()
  const roll = () => action.run(async () => onMade(await make(() => api.rollKey(instanceId, rolled.id))))
  return (
    <AlertDialog
      open={isOpen && !isAsking}
      onOpenChange={(next) => {
        if (!next) onClose()
      }}
      returnFocus={returnFocus}
      title={`Roll the key “${rolled.name}”?`}
      description={`You get a new key of the same name. The one that ends in ${rolled.hint} stops working at once, and whatever uses it is refused until it has the new one.`}
      confirmLabel="Roll key"
      cancelLabel="Cancel"
      busy={action.isBusy}
      error={action.failure?.message}
      onConfirm={() => void roll()}
    />
  )
}
