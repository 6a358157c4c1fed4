import type { HelpDeskCodeView } from '@countersign/contract'
import type { OpenedDialog } from '../../shell/question.tsx'
import { ShownOnce } from '../../shell/shown-once.tsx'

export function MadeCodeDialog({ code: made, ...dialog }: OpenedDialog & { code: HelpDeskCodeView }) {
  return (
    <ShownOnce
      {...dialog}
      title={`The code for “${made.purpose}”`}
      description="The user types it where a backup code is asked for."
      value={made.code ?? ''}
      copyLabel="Copy code"
    >
      This is the only time it is shown. If it is lost, revoke it and make another.
    </ShownOnce>
  )
}
