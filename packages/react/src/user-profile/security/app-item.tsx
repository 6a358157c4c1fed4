import type { AuthenticatorApp } from '@countersign/js'
import { Button, ListItem, VisuallyHidden } from '@countersign/ui'
import { useMessages } from '../../context.ts'
import { fill } from '../../messages/fill.ts'
import { whenOf } from './session-words.ts'

export interface AppItemProps {
  app: AuthenticatorApp
  /** As it is shown. */
  name: string
  canRemove: boolean
  onRename: () => void
  onRemove: () => void
}

export function AppItem({ app, name, canRemove, onRename, onRemove }: AppItemProps) {
  const { security } = useMessages()
  // The words on the buttons repeat in every row; whose they are is said to screen readers.
  const whose = <VisuallyHidden> {name}</VisuallyHidden>
  const { lastUsedAt, createdAt } = app
  const used = lastUsedAt === null ? security.appUnused : fill(security.appUsed, { when: whenOf(lastUsedAt) })
  return (
    <ListItem
      title={name}
      detail={`${fill(security.appAdded, { when: whenOf(createdAt) })} ${used}`}
      actions={
        <>
          <Button small onClick={onRename}>
            {security.renameApp}
            {whose}
          </Button>
          {canRemove ? (
            <Button small variant="quiet" onClick={onRemove}>
              {security.removeTotp}
              {whose}
            </Button>
          ) : null}
        </>
      }
    />
  )
}

/** Apps that nobody gave a name to are told apart by number. */
export function nameOf(app: AuthenticatorApp, apps: readonly AuthenticatorApp[], unnamed: string): string {
  if (app.name !== null) return app.name
  const place = apps.filter(({ name }) => name === null).findIndex(({ id }) => id === app.id)
  return place > 0 ? `${unnamed} ${place + 1}` : unnamed
}
