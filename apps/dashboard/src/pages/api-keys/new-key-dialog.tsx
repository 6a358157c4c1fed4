import type { NewSecretKey } from '../../api/views.ts'
import type { OpenedDialog } from '../../shell/question.tsx'
import { ShownOnce } from '../../shell/shown-once.tsx'

export function NewKeyDialog({ made, ...dialog }: OpenedDialog & { made: NewSecretKey }) {
  return (
    <ShownOnce
      {...dialog}
      title={`Your new key “${made.name}”`}
      description="Copy it now and keep it where your server reads its secrets."
      value={made.secret_key}
      copyLabel="Copy key"
    >
      This is the only time it is shown. If it is lost, roll the key to get another.
    </ShownOnce>
  )
}
