import type { PhoneNumber } from '@countersign/js'
import { AlertDialog, Button, List, Section, useToast } from '@countersign/ui'
import { useState } from 'react'
import { useCountersign, useMessages } from '../../context.ts'
import { useEnvironment, useUser } from '../../hooks.ts'
import { fill } from '../../messages/fill.ts'
import { PhoneDialog } from '../../phone/phone-dialog.tsx'
import { useNumberFormat } from '../../phone/use-number-format.ts'
import { useReverification } from '../../reverify/use-reverification.ts'
import { useAction } from '../../use-action.ts'
import { headingOf } from '../focus-section.ts'
import { PhoneItem } from './phone-item.tsx'

type Task = { name: 'add' } | { name: 'verify' | 'remove'; number: PhoneNumber }

const returnFocus = () => headingOf('phone-numbers')

/** Shown where numbers get codes, and to whoever still has one. */
export function PhoneSection() {
  const { profile, common } = useMessages()
  const { user: moves } = useCountersign()
  const { guard, isAsking } = useReverification()
  const numbers = useUser()?.phoneNumbers ?? []
  const isOffered = useEnvironment()?.countersign.secondFactors.includes('phone_code') ?? false
  const format = useNumberFormat(numbers.length > 0)
  const toast = useToast()
  const removal = useAction()
  const [task, setTask] = useState<Task | null>(null)
  if (!isOffered && numbers.length === 0) return null

  const leaving = task?.name === 'remove' ? task.number : null
  async function remove({ id, phoneNumber }: PhoneNumber) {
    if (!(await removal.run(() => guard(() => moves.phoneNumber(id).destroy())))) return
    setTask(null)
    toast(fill(profile.phoneRemoved, { number: format(phoneNumber) }))
  }

  const add = isOffered ? <Button onClick={() => setTask({ name: 'add' })}>{profile.addPhone}</Button> : null
  return (
    <Section title={profile.phoneNumbers} description={profile.phoneHint} actions={add} id="phone-numbers">
      {numbers.length === 0 ? <p data-slot="card-description">{profile.noPhones}</p> : null}
      <List>
        {numbers.map((number) => (
          <PhoneItem
            key={number.id}
            number={number}
            name={format(number.phoneNumber)}
            onVerify={() => setTask({ name: 'verify', number })}
            onRemove={() => {
              removal.clear()
              setTask({ name: 'remove', number })
            }}
          />
        ))}
      </List>
      {task?.name === 'add' || task?.name === 'verify' ? (
        <PhoneDialog
          purpose="profile"
          title={task.name === 'add' ? profile.addPhone : profile.verifyPhone}
          number={task.name === 'verify' ? task.number : undefined}
          onVerified={({ phoneNumber }) => {
            setTask(null)
            toast(fill(profile.phoneVerified, { number: format(phoneNumber) }))
          }}
          onClose={() => setTask(null)}
          returnFocus={returnFocus}
        />
      ) : null}
      <AlertDialog
        open={leaving !== null && !isAsking}
        onOpenChange={(isOpen) => {
          if (!isOpen) setTask(null)
        }}
        title={fill(profile.removePhoneTitle, { number: leaving ? format(leaving.phoneNumber) : '' })}
        description={profile.removePhoneText}
        confirmLabel={profile.remove}
        cancelLabel={common.cancel}
        busy={removal.isBusy}
        error={removal.failure?.message}
        onConfirm={() => {
          if (leaving) void remove(leaving)
        }}
        returnFocus={returnFocus}
      />
    </Section>
  )
}
