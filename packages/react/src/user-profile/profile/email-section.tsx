import type { EmailAddress } from '@countersign/js'
import { AlertDialog, Banner, Button, List, Section, useToast } from '@countersign/ui'
import { useState } from 'react'
import { useCountersign, useMessages } from '../../context.ts'
import { useUser } from '../../hooks.ts'
import { fill } from '../../messages/fill.ts'
import { useReverification } from '../../reverify/use-reverification.ts'
import { useAction } from '../../use-action.ts'
import { headingOf } from '../focus-section.ts'
import { EmailDialog } from './email-dialog.tsx'
import { EmailItem } from './email-item.tsx'

type Task = { name: 'add' } | { name: 'verify' | 'remove'; address: EmailAddress }

export function EmailSection() {
  const { profile, common } = useMessages()
  const { user: moves } = useCountersign()
  const { guard, isAsking } = useReverification()
  const user = useUser()
  const toast = useToast()
  const primary = useAction()
  const removal = useAction()
  const [task, setTask] = useState<Task | null>(null)

  async function makePrimary({ id, emailAddress }: EmailAddress) {
    const isDone = await primary.run(() => guard(() => moves.emailAddress(id).makePrimary()))
    if (isDone) toast(fill(profile.primaryChanged, { email: emailAddress }))
  }
  async function remove({ id, emailAddress }: EmailAddress) {
    if (!(await removal.run(() => guard(() => moves.emailAddress(id).destroy())))) return
    setTask(null)
    toast(fill(profile.emailRemoved, { email: emailAddress }))
  }

  const add = <Button onClick={() => setTask({ name: 'add' })}>{profile.addEmail}</Button>
  return (
    <Section title={profile.emailAddresses} description={profile.emailHint} actions={add} id="email-addresses">
      {primary.failure ? <Banner tone="danger">{primary.failure.message}</Banner> : null}
      {user?.emailAddresses.length === 0 ? <p data-slot="card-description">{profile.noEmails}</p> : null}
      <List>
        {user?.emailAddresses.map((address) => (
          <EmailItem
            key={address.id}
            address={address}
            isPrimary={address.id === user.primaryEmailAddressId}
            isBusy={primary.isBusy}
            onVerify={() => setTask({ name: 'verify', address })}
            onMakePrimary={() => void makePrimary(address)}
            onRemove={() => {
              removal.clear()
              setTask({ name: 'remove', address })
            }}
          />
        ))}
      </List>
      {task?.name === 'add' || task?.name === 'verify' ? (
        <EmailDialog
          address={task.name === 'verify' ? task.address : null}
          isOpen={!isAsking}
          onClose={() => setTask(null)}
        />
      ) : null}
      <AlertDialog
        open={task?.name === 'remove' && !isAsking}
        onOpenChange={(isOpen) => {
          if (!isOpen) setTask(null)
        }}
        title={fill(profile.removeEmailTitle, { email: task?.name === 'remove' ? task.address.emailAddress : '' })}
        description={profile.removeEmailText}
        confirmLabel={profile.remove}
        cancelLabel={common.cancel}
        busy={removal.isBusy}
        error={removal.failure?.message}
        onConfirm={() => {
          if (task?.name === 'remove') void remove(task.address)
        }}
        returnFocus={() => headingOf('email-addresses')}
      />
    </Section>
  )
}
