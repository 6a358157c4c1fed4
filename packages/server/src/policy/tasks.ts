import type { Settings } from '@countersign/contract'
import type { SessionRow } from '../http/scope.ts'
import { isCompromised, type UserFacts } from '../users/facts.ts'
import { owesSecondFactor } from './second-step.ts'

type Recovering = Pick<SessionRow, 'recovery_id'>

export type Task = { key: 'reset-password' } | { key: 'setup-mfa' }

/** What a session still owes before it is active: a password that nobody else knows, and a second factor where one is required (R57). */
export function tasksOf(facts: UserFacts, settings: Settings, session?: Recovering): Task[] {
  // It may do nothing else, so it owes nothing else.
  if (session && session.recovery_id !== null) return [{ key: 'setup-mfa' }]
  return [
    ...(owesPassword(facts) ? [{ key: 'reset-password' as const }] : []),
    ...(owesSecondFactor(facts, settings) ? [{ key: 'setup-mfa' as const }] : []),
  ]
}

/** Whether others know the password there is. */
export function owesPassword({ user }: UserFacts): boolean {
  return user.password_hash !== null && isCompromised(user)
}
