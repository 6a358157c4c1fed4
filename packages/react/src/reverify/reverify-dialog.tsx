import { Dialog } from '@countersign/ui'
import { useMessages } from '../context.ts'
import { fill } from '../messages/fill.ts'
import { BareSteps } from '../steps/step-form.tsx'
import { ApprovedData } from './approved-data.tsx'
import { Reverify } from './reverify.tsx'
import type { Asked } from './use-reverification.ts'

export interface ReverifyDialogProps {
  asked: Asked
  onProven: () => void
  onDecline: () => void
}

export function ReverifyDialog({ asked, onProven, onDecline }: ReverifyDialogProps) {
  const { reverify, stepUp: words, common } = useMessages()
  const approval = 'stepUp' in asked ? asked : null
  return (
    <Dialog
      open
      onOpenChange={(isOpen) => {
        if (!isOpen) onDecline()
      }}
      title={
        approval ? (approval.words.title ?? fill(words.title, { action: approval.stepUp.action })) : reverify.title
      }
      description={approval ? words.subtitle : reverify.subtitle}
      closeLabel={common.close}
    >
      {approval ? <ApprovedData data={approval.stepUp.data} labels={approval.words.labels} /> : null}
      <BareSteps value={true}>
        <Reverify
          level={'stepUp' in asked ? asked.stepUp.level : asked.level}
          stepUpId={approval?.stepUp.id}
          onProven={onProven}
        />
      </BareSteps>
    </Dialog>
  )
}
