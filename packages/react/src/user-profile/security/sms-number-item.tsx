import { Badge, Button, ListItem, VisuallyHidden } from '@countersign/ui'
import { useMessages } from '../../context.ts'

export interface SmsNumberItemProps {
  /** As it is shown. */
  name: string
  isDefault: boolean
  isBusy: boolean
  canRemove: boolean
  onMakeDefault: () => void
  onRemove: () => void
}

export function SmsNumberItem({ name, isDefault, isBusy, canRemove, onMakeDefault, onRemove }: SmsNumberItemProps) {
  const { security } = useMessages()
  // The words on the buttons repeat in every row; whose they are is said to screen readers.
  const whose = <VisuallyHidden> {name}</VisuallyHidden>
  return (
    <ListItem
      title={
        <>
          <span dir="ltr">{name}</span>
          {isDefault ? <Badge>{security.defaultNumber}</Badge> : null}
        </>
      }
      actions={
        <>
          {isDefault ? null : (
            <Button small disabled={isBusy} onClick={onMakeDefault}>
              {security.makeDefault}
              {whose}
            </Button>
          )}
          {canRemove ? (
            <Button small variant="quiet" onClick={onRemove}>
              {security.removeSms}
              {whose}
            </Button>
          ) : null}
        </>
      }
    />
  )
}
