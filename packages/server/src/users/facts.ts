import type { Selectable } from 'kysely'
import type { EmailAddressTable, PasskeyTable, PhoneNumberTable, TotpFactorTable } from '../db/schema.ts'
import type { UserRow } from '../http/scope.ts'
import type { Grace } from '../policy/rules.ts'

export type EmailRow = Selectable<EmailAddressTable>
export type PhoneRow = Selectable<PhoneNumberTable>
export type PasskeyRow = Selectable<PasskeyTable>

/** What is told of a passkey, and asked of the browser. */
export type PasskeyFacts = Pick<
  PasskeyRow,
  | 'id'
  | 'name'
  | 'rp_id'
  | 'user_handle'
  | 'credential_id'
  | 'transports'
  | 'last_used_at'
  | 'created_at'
  | 'updated_at'
>

/** What is told of an authenticator app. */
export type AppFacts = Pick<
  Selectable<TotpFactorTable>,
  'id' | 'name' | 'confirmed_at' | 'last_used_at' | 'created_at' | 'updated_at'
>

/** A user and everything they could prove with, read fresh where a decision is made (R59). */
export interface UserFacts {
  user: UserRow
  /** Oldest first. */
  emails: EmailRow[]
  /** Oldest first. */
  phones: PhoneRow[]
  /** Confirmed authenticator apps, oldest first. */
  apps: AppFacts[]
  /** The first of them: what the wire protocol knows as the user's one. */
  totp: AppFacts | null
  /** Confirmed ones, oldest first. */
  passkeys: PasskeyFacts[]
  backupCodesLeft: number
  /** Whether a set was ever made and not removed; with none left, that is not the same as none. */
  hasBackupCodes: boolean
  /** Its id. */
  backupCodeSet: string | null
  /** What rules gave the user to set up a second factor in. */
  graces: Grace[]
  /** Whether its codes end with a check character, so that a typo is told from a guess. */
  hasCheckedCodes: boolean
  /** Codes of the help desk that nobody has used up or revoked; those that have run out are among them until they are swept. */
  helpDeskCodes: number
}

/** What is left when an app goes. */
export function withoutApp(facts: UserFacts, id: string): UserFacts {
  const apps = facts.apps.filter((app) => app.id !== id)
  return { ...facts, apps, totp: apps[0] ?? null }
}

export function verifiedEmails(facts: UserFacts): EmailRow[] {
  return facts.emails.filter((email) => email.verified_at !== null)
}

/** Of an address in its canonical form. */
export function emailDomain({ address_key }: Pick<EmailRow, 'address_key'>): string {
  return address_key.slice(address_key.lastIndexOf('@') + 1)
}

/** The verified numbers but this one. */
export function otherNumbers(facts: UserFacts, number: string): PhoneRow[] {
  return facts.phones.filter((phone) => phone.verified_at !== null && phone.number !== number)
}

export function verifiedPhones(facts: UserFacts): PhoneRow[] {
  return facts.phones.filter((phone) => phone.verified_at !== null)
}

export function primaryPhone(facts: UserFacts): PhoneRow | undefined {
  const verified = verifiedPhones(facts)
  return verified.find((phone) => phone.id === facts.user.primary_phone_id) ?? verified[0]
}

/** The numbers a code may go to at the second step, the default one first. */
export function reservedPhones(facts: UserFacts): PhoneRow[] {
  return verifiedPhones(facts)
    .filter((phone) => phone.reserved_at !== null)
    .sort((a, b) => (b.default_at ?? 0) - (a.default_at ?? 0))
}

export function primaryEmail(facts: UserFacts): EmailRow | undefined {
  const verified = verifiedEmails(facts)
  return verified.find((email) => email.id === facts.user.primary_email_id) ?? verified[0]
}

/** Whether others are known to know the password: it opens nothing any more. One that was set later is not meant. */
export function isCompromised(user: Pick<UserRow, 'password_compromised_at' | 'password_updated_at'>): boolean {
  return user.password_compromised_at !== null && user.password_compromised_at >= (user.password_updated_at ?? 0)
}

/** How the user is called where one name must do: session lists, authenticator apps, the backup-code file. */
export function identifierOf(facts: UserFacts): string {
  return primaryEmail(facts)?.address ?? facts.user.username ?? primaryPhone(facts)?.number ?? facts.user.id
}
