import type { PhoneNumber } from '@countersign/js'
import { Dialog } from '@countersign/ui'
import { useMessages } from '../context.ts'
import { useReverification } from '../reverify/use-reverification.ts'
import { PhoneEnrolment, phoneTitle } from './phone-enrolment.tsx'
import { usePhoneEnrolment } from './use-phone-enrolment.ts'

export interface PhoneDialogProps {
  purpose: 'second-factor' | 'profile'
  title: string
  number?: PhoneNumber | undefined
  onVerified?: ((number: PhoneNumber) => void) | undefined
  onClose: () => void
  returnFocus: () => HTMLElement | null
}

/** Mounted while it is wanted: what it began and did not finish goes with it. */
export function PhoneDialog({ purpose, title, number, onVerified, onClose, returnFocus }: PhoneDialogProps) {
  const messages = useMessages()
  const { isAsking } = useReverification()
  const enrolment = usePhoneEnrolment({ purpose, number, onVerified })
  return (
    <Dialog
      open={!isAsking}
      onOpenChange={(isOpen) => {
        if (!isOpen) onClose()
      }}
      title={phoneTitle(enrolment.step, messages, title)}
      closeLabel={messages.common.close}
      dismissible={!enrolment.isLocked}
      returnFocus={returnFocus}
    >
      <PhoneEnrolment enrolment={enrolment} hasRiskNote={purpose === 'second-factor'} onDone={onClose} />
    </Dialog>
  )
}
