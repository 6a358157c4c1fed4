import type { PhoneNumber } from '@countersign/js'
import { Badge, Button, ListItem, VisuallyHidden } from '@countersign/ui'
import { useMessages } from '../../context.ts'
import { PhoneIcon } from '../../icons.tsx'
import { isVerified } from '../../phone/use-phone-enrolment.ts'

export interface PhoneItemProps {
  number: PhoneNumber
  /** As it is shown. */
  name: string
  onVerify: () => void
  onRemove: () => void
}

export function PhoneItem({ number, name, onVerify, onRemove }: PhoneItemProps) {
  const { profile } = useMessages()
  const whose = <VisuallyHidden> {name}</VisuallyHidden>
  return (
    <ListItem
      icon={<PhoneIcon />}
      title={
        <>
          <span dir="ltr">{name}</span>
          {number.reservedForSecondFactor ? <Badge>{profile.forSecondStep}</Badge> : null}
          {isVerified(number) ? null : <Badge tone="warn">{profile.unverified}</Badge>}
        </>
      }
      actions={
        <>
          {isVerified(number) ? null : (
            <Button small onClick={onVerify}>
              {profile.verify}
              {whose}
            </Button>
          )}
          <Button small variant="quiet" onClick={onRemove}>
            {profile.remove}
            {whose}
          </Button>
        </>
      }
    />
  )
}
