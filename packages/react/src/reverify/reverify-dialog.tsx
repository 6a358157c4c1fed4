import { Dialog } from '@countersign/ui'
import { useMessages } from '../context.ts'
import { BareSteps } from '../steps/step-form.tsx'
import { Reverify, type ReverifyProps } from './reverify.tsx'

export interface ReverifyDialogProps extends ReverifyProps {
  onDecline: () => void
}

export function ReverifyDialog({ level, onProven, onDecline }: ReverifyDialogProps) {
  const { reverify, common } = useMessages()
  return (
    <Dialog
      open
      onOpenChange={(isOpen) => {
        if (!isOpen) onDecline()
      }}
      title={reverify.title}
      description={reverify.subtitle}
      closeLabel={common.close}
    >
      <BareSteps value={true}>
        <Reverify level={level} onProven={onProven} />
      </BareSteps>
    </Dialog>
  )
}
