import type { PhoneNumber } from '@countersign/js'
import { AlertDialog, Badge, Banner, Button, ListItem, useToast } from '@countersign/ui'
import { useState } from 'react'
import { useCountersign, useMessages } from '../../context.ts'
import { useApplicationName } from '../../hooks.ts'
import { MessageIcon } from '../../icons.tsx'
import { fill } from '../../messages/fill.ts'
import { PhoneDialog } from '../../phone/phone-dialog.tsx'
import { useNumberFormat } from '../../phone/use-number-format.ts'
import { useReverification } from '../../reverify/use-reverification.ts'
import { useAction } from '../../use-action.ts'
import { headingOf } from '../focus-section.ts'
import { SmsNumberItem } from './sms-number-item.tsx'

export interface SmsItemsProps {
  /** The numbers that get codes. */
  numbers: readonly PhoneNumber[]
  /** False when the operator switched it off after it was set up. */
  isOffered: boolean
  canRemove: boolean
}

const returnFocus = () => headingOf('two-step')

export function SmsItems({ numbers, isOffered, canRemove }: SmsItemsProps) {
  const { security, phone, common } = useMessages()
  const { user: moves } = useCountersign()
  const { guard, isAsking } = useReverification()
  const application = useApplicationName()
  const format = useNumberFormat(numbers.length > 0)
  const toast = useToast()
  const usual = useAction()
  const removal = useAction()
  const [isAdding, setAdding] = useState(false)
  const [leaving, setLeaving] = useState<PhoneNumber | null>(null)
  const isOn = numbers.length > 0

  async function makeDefault({ id, phoneNumber }: PhoneNumber) {
    if (!(await usual.run(() => guard(() => moves.phoneNumber(id).makeDefaultSecondFactor())))) return
    toast(fill(security.defaultChanged, { number: format(phoneNumber) }))
  }
  async function stop({ id, phoneNumber }: PhoneNumber) {
    const change = () => moves.phoneNumber(id).setReservedForSecondFactor({ reserved: false })
    if (!(await removal.run(() => guard(change)))) return
    setLeaving(null)
    toast(fill(security.smsRemoved, { number: format(phoneNumber) }))
  }

  return (
    <>
      <ListItem
        icon={<MessageIcon />}
        title={
          <>
            {security.sms} {isOn && isOffered ? <Badge tone="success">{security.on}</Badge> : null}
          </>
        }
        detail={isOn && !isOffered ? fill(security.totpOff, { application }) : security.smsHint}
        actions={isOffered ? <Button onClick={() => setAdding(true)}>{security.addSms}</Button> : null}
      >
        {usual.failure ? <Banner tone="danger">{usual.failure.message}</Banner> : null}
        {isAdding ? (
          <PhoneDialog
            purpose="second-factor"
            title={phone.addTitle}
            onClose={() => setAdding(false)}
            returnFocus={returnFocus}
          />
        ) : null}
        <AlertDialog
          open={leaving !== null && !isAsking}
          onOpenChange={(isOpen) => {
            if (!isOpen) setLeaving(null)
          }}
          title={fill(security.removeSmsTitle, { number: leaving ? format(leaving.phoneNumber) : '' })}
          description={security.removeSmsText}
          confirmLabel={security.removeSms}
          cancelLabel={common.cancel}
          busy={removal.isBusy}
          error={removal.failure?.message}
          onConfirm={() => {
            if (leaving) void stop(leaving)
          }}
          returnFocus={returnFocus}
        />
      </ListItem>
      {numbers.map((number) => (
        <SmsNumberItem
          key={number.id}
          name={format(number.phoneNumber)}
          isDefault={number.defaultSecondFactor}
          isBusy={usual.isBusy}
          canRemove={canRemove}
          onMakeDefault={() => void makeDefault(number)}
          onRemove={() => {
            removal.clear()
            setLeaving(number)
          }}
        />
      ))}
    </>
  )
}
