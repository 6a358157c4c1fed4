import { isPasskeySupported, type Passkey } from '@countersign/js'
import { AlertDialog, Banner, Button, List, Section, useToast } from '@countersign/ui'
import { useState } from 'react'
import { useCountersign, useMessages } from '../../context.ts'
import { usePasskeyEnrolment } from '../../enrolment/use-passkey-enrolment.ts'
import { useEnvironment, useUser } from '../../hooks.ts'
import { fill } from '../../messages/fill.ts'
import { useReverification } from '../../reverify/use-reverification.ts'
import { useAction } from '../../use-action.ts'
import { headingOf } from '../focus-section.ts'
import { NewBackupCodes } from './new-backup-codes.tsx'
import { PasskeyItem } from './passkey-item.tsx'
import { RenamePasskey } from './rename-passkey.tsx'

const returnFocus = () => headingOf('passkeys')

/** Passkeys of this person, and a way to add one where the operator uses them. */
export function PasskeysSection() {
  const { security, common } = useMessages()
  const { user: moves } = useCountersign()
  const { guard, isAsking } = useReverification()
  const environment = useEnvironment()
  const user = useUser()
  const toast = useToast()
  const enrolment = usePasskeyEnrolment()
  const removal = useAction()
  const [leaving, setLeaving] = useState<Passkey | null>(null)
  const [naming, setNaming] = useState<Passkey | null>(null)
  const passkeys = user?.passkeys ?? []
  const codes = enrolment.made?.backupCodes
  const isOffered = environment?.userSettings.attributes.passkey.enabled ?? false
  if (!isOffered && passkeys.length === 0) return null

  async function add() {
    if (await enrolment.start()) toast(security.passkeyAdded)
  }
  async function remove({ id, name }: Passkey) {
    if (!(await removal.run(() => guard(() => moves.passkey(id).destroy())))) return
    setLeaving(null)
    toast(fill(security.passkeyRemoved, { name }))
  }

  const more =
    isOffered && isPasskeySupported() ? (
      <Button busy={enrolment.action.isBusy} onClick={() => void add()}>
        {security.addPasskey}
      </Button>
    ) : null
  return (
    <Section title={security.passkeys} level={3} description={security.passkeysHint} actions={more} id="passkeys">
      {enrolment.action.failure ? <Banner tone="danger">{enrolment.action.failure.message}</Banner> : null}
      {passkeys.length > 0 ? (
        <List>
          {passkeys.map((passkey) => (
            <PasskeyItem
              key={passkey.id}
              passkey={passkey}
              onRename={() => setNaming(passkey)}
              onRemove={() => {
                removal.clear()
                setLeaving(passkey)
              }}
            />
          ))}
        </List>
      ) : null}
      {codes ? <NewBackupCodes codes={codes} onDone={enrolment.close} returnFocus={returnFocus} /> : null}
      {naming ? <RenamePasskey passkey={naming} onClose={() => setNaming(null)} returnFocus={returnFocus} /> : null}
      <AlertDialog
        open={leaving !== null && !isAsking}
        onOpenChange={(isOpen) => {
          if (!isOpen) setLeaving(null)
        }}
        title={fill(security.removePasskeyTitle, { name: leaving?.name ?? '' })}
        description={security.removePasskeyText}
        confirmLabel={security.removePasskey}
        cancelLabel={common.cancel}
        busy={removal.isBusy}
        error={removal.failure?.message}
        returnFocus={returnFocus}
        onConfirm={() => {
          if (leaving) void remove(leaving)
        }}
      />
    </Section>
  )
}
