import type { Selectable } from 'kysely'
import type { BackupCodeSetTable, BackupCodeTable, TotpFactorTable } from '../db/schema.ts'
import type { EmailRow, PasskeyRow, PhoneRow } from '../users/facts.ts'

export type TotpRow = Selectable<TotpFactorTable>

/** An authenticator app with its secret open, within the sealed whole: sealed twice, it would be lost when its master key is replaced. */
export type KeptApp = Pick<
  TotpRow,
  'id' | 'name' | 'last_step' | 'drift' | 'confirmed_at' | 'last_used_at' | 'created_at'
> & {
  /** Null where it could not be decrypted: the app is put back as damaged as it was, since an account must not lose its second factor by that. */
  secret: string | null
  /** What is stored of such a one; it is bound to the id and the owner, which stay the same. */
  damaged?: string
}

/** How an account is entered and reached: all that a change can take from its owner, and an undo gives back. */
export interface Kept {
  password: { hash: string | null; updatedAt: number | null; voidAt: number | null }
  mfaEnabledAt: number | null
  lastSecondFactor: string | null
  primaryEmailId: string | null
  primaryPhoneId: string | null
  /** Verified ones only: what nobody has proven is nobody's, and is not put back. */
  emails: EmailRow[]
  phones: PhoneRow[]
  /** The one app of snapshots that were taken when there was one. */
  totp?: { id: string; secret: string; lastStep: number; confirmedAt: number; createdAt: number } | null
  apps?: KeptApp[]
  /** Absent in snapshots that were taken before there were passkeys. */
  passkeys?: PasskeyRow[]
  backupCodes: { set: Selectable<BackupCodeSetTable>; codes: Selectable<BackupCodeTable>[] } | null
}

/** The authenticator apps of a snapshot of any age. */
export function appsOf({ apps, totp }: Pick<Kept, 'apps' | 'totp'>): KeptApp[] {
  if (apps) return apps
  if (!totp) return []
  const { id, secret, lastStep, confirmedAt, createdAt } = totp
  const rest = { name: null, drift: 0, last_used_at: null }
  return [{ id, secret, last_step: lastStep, confirmed_at: confirmedAt, created_at: createdAt, ...rest }]
}

/** How long a link in a mail takes a change back (R72). */
export const linkLife = 72 * 3_600_000

/**
 * The addresses that may undo a change: those that were there for longer than any link lives, else the oldest. An intruder's first step is
 * to add an address of their own; it must get no link, and no code once something was undone.
 */
export function settledEmails(emails: readonly EmailRow[], at: number): EmailRow[] {
  const since = (email: EmailRow) => email.verified_at ?? Number.POSITIVE_INFINITY
  const oldest = Math.min(...emails.map(since))
  const limit = Math.max(oldest, at - linkLife)
  return emails.filter((email) => since(email) <= limit)
}
