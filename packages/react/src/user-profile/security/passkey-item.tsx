import type { Passkey } from '@countersign/js'
import { Button, ListItem, VisuallyHidden } from '@countersign/ui'
import { useMessages } from '../../context.ts'
import { fill } from '../../messages/fill.ts'
import { whenOf } from './session-words.ts'

export interface PasskeyItemProps {
  passkey: Passkey
  onRename: () => void
  onRemove: () => void
}

export function PasskeyItem({ passkey, onRename, onRemove }: PasskeyItemProps) {
  const { security } = useMessages()
  const { name, lastUsedAt } = passkey
  // The words on the buttons repeat in every row; whose they are is said to screen readers.
  const whose = <VisuallyHidden> {name}</VisuallyHidden>
  const used = lastUsedAt === null ? security.passkeyUnused : fill(security.passkeyUsed, { when: whenOf(lastUsedAt) })
  return (
    <ListItem
      title={name}
      detail={used}
      actions={
        <>
          <Button small onClick={onRename}>
            {security.renamePasskey}
            {whose}
          </Button>
          <Button small variant="quiet" onClick={onRemove}>
            {security.removePasskey}
            {whose}
          </Button>
        </>
      }
    />
  )
}
