import type { Settings } from '@countersign/contract'
import type { SessionRow } from '../http/scope.ts'
import type { Instance } from '../instances/instance.ts'
import type { EmailRow, UserFacts } from '../users/facts.ts'
import { verifiedEmails } from '../users/facts.ts'

const hour = 3_600_000

/** Operators get back in at the machine, and in no other way: a mailbox must not open everybody else's accounts. */
export function mayRecover(instance: Pick<Instance, 'settings' | 'application'>): boolean {
  return instance.settings.recovery.enabled && instance.application.kind === 'customer'
}

/** How long a ready recovery stays open. */
export const openFor = 7 * 24 * hour
/** How long nothing sensitive can be changed after one (R78). */
export const heldFor = 24 * hour
/** How long what proves an account must have been there before it may recover it (R22). */
export const settledAfter = 24 * hour

export function waitOf({ recovery }: Settings): number {
  return recovery.wait_hours * hour
}

/**
 * Addresses that may recover the account: those that have been there for a day, or the very first thing the account had. An intruder's
 * first step is to add an address of their own.
 */
export function recoveryEmails(facts: UserFacts, now: number): EmailRow[] {
  const emails = verifiedEmails(facts)
  return emails.filter((email) => isSettled(facts, email, now))
}

/** Whether an address or number is old enough to recover the account by, or as old as the account's first (R22). */
export function isSettled(facts: UserFacts, proven: { verified_at: number | null }, now: number): boolean {
  const at = proven.verified_at
  if (at === null) return false
  const first = Math.min(
    ...[...facts.emails, ...facts.phones].map((row) => row.verified_at ?? Number.POSITIVE_INFINITY),
  )
  return at <= now - settledAfter || at <= first
}

/**
 * What a session may count on. One that is there to set up a new second factor has lost all others: they ask for nothing and allow nothing
 * in it, and numbers from before are out of its reach.
 */
export function factsIn(session: Pick<SessionRow, 'recovery_id' | 'created_at'>, facts: UserFacts): UserFacts {
  // A code of the help desk is for a sign-in.
  if (session.recovery_id === null) return { ...facts, helpDeskCodes: 0 }
  return {
    ...facts,
    apps: [],
    totp: null,
    passkeys: [],
    phones: facts.phones.filter((phone) => phone.created_at >= session.created_at),
    backupCodesLeft: 0,
    hasBackupCodes: false,
    backupCodeSet: null,
    hasCheckedCodes: false,
    helpDeskCodes: 0,
  }
}
