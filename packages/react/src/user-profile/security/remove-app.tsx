import type { AuthenticatorApp } from '@countersign/js'
import { AlertDialog, useToast } from '@countersign/ui'
import { useCountersign, useMessages } from '../../context.ts'
import { fill } from '../../messages/fill.ts'
import { useReverification } from '../../reverify/use-reverification.ts'
import { useAction } from '../../use-action.ts'
import { headingOf } from '../focus-section.ts'

export interface RemoveAppProps {
  app: AuthenticatorApp
  /** As it is shown. */
  name: string
  /** With it goes the authenticator app as a second step. */
  isLast: boolean
  onClose: () => void
}

export function RemoveApp({ app, name, isLast, onClose }: RemoveAppProps) {
  const { security, common } = useMessages()
  const { user: moves } = useCountersign()
  const { guard, isAsking } = useReverification()
  const toast = useToast()
  const action = useAction()

  async function remove() {
    if (!(await action.run(() => guard(() => moves.authenticatorApp(app.id).destroy())))) return
    onClose()
    toast(isLast ? security.totpRemoved : fill(security.appRemoved, { name }))
  }
  return (
    <AlertDialog
      open={!isAsking}
      onOpenChange={(isOpen) => {
        if (!isOpen) onClose()
      }}
      title={isLast ? security.removeTotpTitle : fill(security.removeAppTitle, { name })}
      description={isLast ? security.removeTotpText : security.removeAppText}
      confirmLabel={security.removeTotp}
      cancelLabel={common.cancel}
      busy={action.isBusy}
      error={action.failure?.message}
      onConfirm={() => void remove()}
      returnFocus={() => headingOf('two-step')}
    />
  )
}
