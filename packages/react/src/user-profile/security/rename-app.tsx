import type { AuthenticatorApp } from '@countersign/js'
import { useToast } from '@countersign/ui'
import { useCountersign, useMessages } from '../../context.ts'
import { fill } from '../../messages/fill.ts'
import { useAction } from '../../use-action.ts'
import { AppDialog } from './app-dialog.tsx'

export function RenameApp({ app, onClose }: { app: AuthenticatorApp; onClose: () => void }) {
  const { security, common } = useMessages()
  const { user: moves } = useCountersign()
  const action = useAction()
  const toast = useToast()

  async function save(name: string) {
    if (!(await action.run(() => moves.authenticatorApp(app.id).update({ name })))) return
    onClose()
    toast(fill(security.appRenamed, { name: name.trim() }))
  }
  return (
    <AppDialog
      title={security.renameAppTitle}
      submitLabel={common.save}
      name={app.name ?? ''}
      progress={action}
      onName={(name) => void save(name)}
      onClose={onClose}
    />
  )
}
