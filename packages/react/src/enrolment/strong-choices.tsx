import { Button, ListItem } from '@countersign/ui'
import { useMessages } from '../context.ts'
import { KeysIcon, PhoneIcon } from '../icons.tsx'
import type { StrongEnrolmentState } from './use-strong-enrolment.ts'

interface ChoiceProps {
  enrolment: StrongEnrolmentState
  /** The one that is recommended. */
  isMain: boolean
}

export function PasskeyChoice({ enrolment: { passkey }, isMain }: ChoiceProps) {
  const { security } = useMessages()
  return (
    <ListItem
      icon={<KeysIcon />}
      title={security.passkeys}
      detail={security.passkeysHint}
      actions={
        <Button variant={isMain ? 'primary' : 'secondary'} busy={passkey.action.isBusy} onClick={passkey.start}>
          {security.addPasskey}
        </Button>
      }
    />
  )
}

export function AppChoice({ enrolment: { app }, isMain }: ChoiceProps) {
  const { security } = useMessages()
  return (
    <ListItem
      icon={<PhoneIcon />}
      title={security.totp}
      detail={security.totpHint}
      actions={
        <Button variant={isMain ? 'primary' : 'secondary'} busy={app.action.isBusy} onClick={app.start}>
          {security.setUp}
        </Button>
      }
    />
  )
}
