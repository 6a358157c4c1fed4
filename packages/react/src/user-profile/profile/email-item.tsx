import type { EmailAddress } from '@countersign/js'
import { Badge, Button, ListItem, VisuallyHidden } from '@countersign/ui'
import { useMessages } from '../../context.ts'
import { MailIcon } from '../../icons.tsx'

export interface EmailItemProps {
  address: EmailAddress
  isPrimary: boolean
  isBusy: boolean
  onVerify: () => void
  onMakePrimary: () => void
  onRemove: () => void
}

export function EmailItem({ address, isPrimary, isBusy, onVerify, onMakePrimary, onRemove }: EmailItemProps) {
  const { profile } = useMessages()
  const isVerified = address.verification?.status === 'verified'
  // The words on the buttons repeat in every row; whose they are is said to screen readers.
  const whose = <VisuallyHidden> {address.emailAddress}</VisuallyHidden>
  return (
    <ListItem
      icon={<MailIcon />}
      title={
        <>
          <span dir="ltr">{address.emailAddress}</span>
          {isPrimary ? <Badge>{profile.primary}</Badge> : null}
          {isVerified ? null : <Badge tone="warn">{profile.unverified}</Badge>}
        </>
      }
      actions={
        isPrimary && isVerified ? null : (
          <>
            {isVerified ? (
              <Button small disabled={isBusy} onClick={onMakePrimary}>
                {profile.makePrimary}
                {whose}
              </Button>
            ) : (
              <Button small onClick={onVerify}>
                {profile.verify}
                {whose}
              </Button>
            )}
            {isPrimary ? null : (
              <Button small variant="quiet" onClick={onRemove}>
                {profile.remove}
                {whose}
              </Button>
            )}
          </>
        )
      }
    />
  )
}
