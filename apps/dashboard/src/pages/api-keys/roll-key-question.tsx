import { useApi } from '../../api/api-context.ts'
import type { NewSecretKey, SecretKey } from '../../api/views.ts'
import { type OpenedDialog, Question } from '../../shell/question.tsx'
import { useKeyMaker } from './use-key-maker.ts'

export interface RollKeyQuestionProps extends OpenedDialog {
  instanceId: string
  rolled: SecretKey
  onMade: (key: NewSecretKey) => void
}

export function RollKeyQuestion({ instanceId, rolled, onMade, ...dialog }: RollKeyQuestionProps) {
  const api = useApi()
  const { make } = useKeyMaker(instanceId)
  return (
    <Question
      {...dialog}
      title={`Roll the key “${rolled.name}”?`}
      description={`You get a new key of the same name. The one that ends in ${rolled.hint} stops working at once, and whatever uses it is refused until it has the new one.`}
      confirmLabel="Roll key"
      onConfirm={async () => onMade(await make(() => api.rollKey(instanceId, rolled.id)))}
    />
  )
}
