import { useState } from 'react'
import { useSession } from '../hooks.ts'
import { SetupMfa } from '../setup-mfa/setup-mfa.tsx'
import { NewPasswordTask } from './new-password-task.tsx'

export interface SessionTasksProps {
  /** The session owes nothing any more. */
  onDone: () => void
}

/** What a pending session owes, one thing after the other: a new password, then a second step. */
export function SessionTasks({ onDone }: SessionTasksProps) {
  const session = useSession()
  const owesPassword = session?.tasks?.some(({ key }) => key === 'reset-password') ?? false
  // As it was on arrival: enrolling makes the session active while its backup codes are still on screen.
  const [isSettingUp, setSettingUp] = useState(!owesPassword)

  if (isSettingUp) return <SetupMfa onDone={onDone} />
  return <NewPasswordTask onDone={(isActive) => (isActive ? onDone() : setSettingUp(true))} />
}
