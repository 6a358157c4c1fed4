import type { Settings } from '@countersign/contract'
import type { SessionRow } from '../http/scope.ts'
import { isCompromised, type UserFacts } from '../users/facts.ts'
import { isShutOut, owesEnrolment, type SkippedIn } from './decide.ts'
import { decisionFor } from './second-step.ts'

type InSession = SkippedIn & Partial<Pick<SessionRow, 'recovery_id'>> & { tasksBefore?: Task[] }

/** It sets up a new second factor in place of lost ones, and does nothing else. */
function isRecovering({ recovery_id }: InSession): boolean {
  return (recovery_id ?? null) !== null
}

export type Task = { key: 'reset-password' } | { key: 'setup-mfa' }

/** What a session still owes before it is active: a password that nobody else knows, and a second factor where one is required (R57). */
export function tasksOf(facts: UserFacts, settings: Settings, session: InSession, now: number): Task[] {
  // It may do nothing else, so it owes nothing else.
  if (isRecovering(session)) return [{ key: 'setup-mfa' }]
  // Seen with a token from before the proof that did it.
  if (session.tasksBefore && session.tasksBefore.length > 0) return session.tasksBefore
  return [
    ...(owesPassword(facts) ? [{ key: 'reset-password' as const }] : []),
    ...(owesSecondFactor(facts, settings, session, now) ? [{ key: 'setup-mfa' as const }] : []),
  ]
}

/** Whether others know the password there is. */
export function owesPassword({ user }: UserFacts): boolean {
  return user.password_hash !== null && isCompromised(user)
}

/** Whether a second factor is required and missing, and the session cannot go on without. */
export function owesSecondFactor(facts: UserFacts, settings: Settings, session: SkippedIn, now: number): boolean {
  return owesEnrolment(decisionFor(facts, settings, now), session)
}

/** Whether nobody is let in as this user: banned, or past the time a rule gave (R59). */
export function isBarred(facts: UserFacts, settings: Settings, session: InSession, now: number): boolean {
  if (facts.user.banned_at !== null) return true
  return !isRecovering(session) && isShutOut(decisionFor(facts, settings, now), session)
}
