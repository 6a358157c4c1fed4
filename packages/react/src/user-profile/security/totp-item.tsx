import { AlertDialog, Badge, Banner, Button, Dialog, ListItem, useToast } from '@countersign/ui'
import { useState } from 'react'
import { useCountersign, useMessages } from '../../context.ts'
import { enrolmentTitle, TotpEnrolment } from '../../enrolment/totp-enrolment.tsx'
import { useTotpEnrolment } from '../../enrolment/use-totp-enrolment.ts'
import { useApplicationName } from '../../hooks.ts'
import { PhoneIcon } from '../../icons.tsx'
import { fill } from '../../messages/fill.ts'
import { useReverification } from '../../reverify/use-reverification.ts'
import { useAction } from '../../use-action.ts'
import { headingOf } from '../focus-section.ts'

export interface TotpItemProps {
  isOn: boolean
  /** False when the operator switched it off after it was set up. */
  isOffered: boolean
  canRemove: boolean
}

export function TotpItem({ isOn, isOffered, canRemove }: TotpItemProps) {
  const messages = useMessages()
  const { security, common } = messages
  const { user: moves } = useCountersign()
  const { guard, isAsking } = useReverification()
  const application = useApplicationName()
  const toast = useToast()
  const enrolment = useTotpEnrolment()
  const removal = useAction()
  const [isRemoving, setRemoving] = useState(false)
  const { step, action } = enrolment

  async function remove() {
    if (!(await removal.run(() => guard(() => moves.disableTOTP())))) return
    setRemoving(false)
    toast(security.totpRemoved)
  }

  const setUp = (
    <Button variant="primary" busy={action.isBusy} onClick={enrolment.start}>
      {security.setUp}
    </Button>
  )
  const takeAway = (
    <Button
      variant="quiet"
      onClick={() => {
        removal.clear()
        setRemoving(true)
      }}
    >
      {security.removeTotp}
    </Button>
  )
  return (
    <ListItem
      icon={<PhoneIcon />}
      title={
        <>
          {security.totp} {isOn && isOffered ? <Badge tone="success">{security.on}</Badge> : null}
        </>
      }
      detail={isOn && !isOffered ? fill(security.totpOff, { application }) : security.totpHint}
      actions={isOn ? canRemove && takeAway : setUp}
    >
      {step.name === 'idle' && action.failure ? <Banner tone="danger">{action.failure.message}</Banner> : null}
      <Dialog
        open={step.name !== 'idle' && !isAsking}
        onOpenChange={(isOpen) => {
          if (!isOpen) enrolment.close()
        }}
        title={enrolmentTitle(step, messages)}
        closeLabel={common.close}
        dismissible={step.name !== 'on'}
        returnFocus={() => headingOf('two-step')}
      >
        <TotpEnrolment step={step} progress={action} onCode={enrolment.confirm} onDone={enrolment.close} />
      </Dialog>
      <AlertDialog
        open={isRemoving && !isAsking}
        onOpenChange={setRemoving}
        title={security.removeTotpTitle}
        description={security.removeTotpText}
        confirmLabel={security.removeTotp}
        cancelLabel={common.cancel}
        busy={removal.isBusy}
        error={removal.failure?.message}
        onConfirm={() => void remove()}
        returnFocus={() => headingOf('two-step')}
      />
    </ListItem>
  )
}
