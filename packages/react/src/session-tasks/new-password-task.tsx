import { Button } from '@countersign/ui'
import { useCountersign, useMessages } from '../context.ts'
import { useEnvironment } from '../hooks.ts'
import { useReverification } from '../reverify/use-reverification.ts'
import { ResetPasswordStep } from '../sign-in/reset-password-step.tsx'
import { useAction } from '../use-action.ts'

export interface NewPasswordTaskProps {
  /** The password is another one; tells whether the session is active by that. */
  onDone: (isActive: boolean) => void
}

/** For a session with the task `reset-password`: others may know the password, so that another one is chosen. */
export function NewPasswordTask({ onDone }: NewPasswordTaskProps) {
  const { newPassword, common } = useMessages()
  const client = useCountersign()
  const { guard } = useReverification()
  const environment = useEnvironment()
  const action = useAction()
  const leaving = useAction()

  const choose = (password: string) =>
    action.run(async () => {
      await guard(() => client.user.updatePassword({ newPassword: password, signOutOfOtherSessions: true }))
      onDone(client.getState().session?.status !== 'pending')
    })

  return (
    <ResetPasswordStep
      words={newPassword}
      minLength={environment?.userSettings.passwordSettings.minLength ?? 8}
      progress={{ isBusy: action.isBusy, failure: action.failure ?? leaving.failure }}
      onPassword={(password) => void choose(password)}
      footer={
        <Button variant="quiet" busy={leaving.isBusy} onClick={() => void leaving.run(() => client.signOut())}>
          {common.signOut}
        </Button>
      }
    />
  )
}
