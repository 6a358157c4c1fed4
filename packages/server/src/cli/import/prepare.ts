import type { Context } from '../../context.ts'
import { reach } from '../../factors/totp/totp.drift.ts'
import { readBackupCodes, readTotpSecret } from '../../flows/administration/read-fields.ts'
import { mostApps } from '../../flows/enrolment/begin-app.ts'
import type { UserRow } from '../../http/scope.ts'
import type { Instance } from '../../instances/instance.ts'
import { readEmailAddress } from '../../users/email-address.ts'
import type { EmailRow, PhoneRow } from '../../users/facts.ts'
import { mostAddresses, newEmail } from '../../users/new-email.ts'
import { mostNumbers, newPhone } from '../../users/new-phone.ts'
import { newUser } from '../../users/new-user.ts'
import { readPhoneNumber } from '../../users/phone-number.ts'
import { readNewUsername } from '../../users/username.ts'
import { type Incoming, RowError } from './incoming.ts'
import { isPepperKnown, pepperName, storedPassword } from './stored-password.ts'

export interface ImportScope {
  context: Context
  instance: Instance
  now: number
  /** Addresses and numbers that the source says nothing about count as verified. */
  trustsAddresses: boolean
}

/** A user as it will be stored. */
export interface Prepared {
  id: string
  user: UserRow
  emails: EmailRow[]
  phones: PhoneRow[]
  apps: PreparedApp[]
  backupCodes: string[]
  backupSet: { salt: string; macs: string[] } | null
  /** What does not come along, and why. */
  leftOut: string[]
}

export interface PreparedApp {
  secret: string
  name: string | null
  drift: number
  createdAt: number | null
}

const mostMetadata = 64 * 1024

/**
 * Checks a user by the rules that everybody else's go by. What makes up the user must be right, or the row is refused; a factor or a number
 * that cannot be used is left out and told.
 */
export function prepareUser(scope: ImportScope, given: Incoming): Prepared {
  const { now } = scope
  const createdAt = Math.min(given.createdAt ?? now, now)
  const leftOut = [...given.leftOut]
  const name = given.username === null ? null : readNewUsername(given.username)
  if (given.username !== null && !name) leftOut.push('username (not one that can be had here)')
  const password = given.password === null ? null : storedPassword(scope.context.keyring, given.password, leftOut)
  const user = newUser(scope, {
    external_id: given.externalId ?? given.id,
    username: name?.username ?? null,
    username_key: name?.key ?? null,
    first_name: given.firstName,
    last_name: given.lastName,
    password_hash: password,
    password_updated_at: password === null ? null : Math.min(given.passwordUpdatedAt ?? createdAt, now),
    password_compromised_at: given.passwordCompromisedAt,
    password_void_at: given.passwordVoidAt,
    public_metadata: metadata(given, 'publicMetadata'),
    private_metadata: metadata(given, 'privateMetadata'),
    unsafe_metadata: metadata(given, 'unsafeMetadata'),
    banned_at: given.isBanned ? now : null,
    locale: given.locale,
    last_sign_in_at: given.lastSignInAt === null ? null : Math.min(given.lastSignInAt, now),
    created_at: createdAt,
  })
  const emails = prepareEmails(scope, user, given, leftOut)
  const phones = preparePhones(scope, user, given, leftOut)
  user.primary_email_id = emails.find((email) => email.verified_at !== null)?.id ?? null
  user.primary_phone_id = phones.find((phone) => phone.verified_at !== null)?.id ?? null
  const apps = prepareApps(given, leftOut)
  const codes = orLeftOut(
    given.backupCodes,
    readBackupCodes,
    'backup codes (malformed, or two that read alike)',
    leftOut,
  )
  const hasFactor = apps.length > 0 || phones.some((phone) => phone.reserved_at !== null)
  if (hasFactor) user.mfa_enabled_at = given.mfaEnabledAt ?? createdAt
  const { keyring } = scope.context
  const isSameServer =
    given.backupSet?.pepper === pepperName(keyring) && given.backupSet.macs.every((mac) => isPepperKnown(keyring, mac))
  if (given.backupSet && !isSameServer) leftOut.push('backup codes (stored under the pepper of another server)')
  const backupSet = isSameServer ? given.backupSet : null
  return { id: given.id, user, emails, phones, apps, backupCodes: codes ?? [], backupSet, leftOut }
}

function prepareApps(given: Incoming, leftOut: string[]): PreparedApp[] {
  const only = given.totpSecret === null ? [] : [{ secret: given.totpSecret, name: null, drift: 0, createdAt: null }]
  const apps = given.apps.length > 0 ? given.apps : only
  const read = apps.flatMap(({ secret, name, drift, createdAt }) => {
    const what = 'authenticator app (its secret is shorter than 128 bits or malformed)'
    const own = orLeftOut(secret, readTotpSecret, what, leftOut)
    const kept = Math.max(-reach, Math.min(reach, drift))
    return own === null ? [] : [{ secret: own, name: name?.slice(0, 64) ?? null, drift: kept, createdAt }]
  })
  for (const _ of read.slice(mostApps)) leftOut.push(`authenticator app (a user can have ${mostApps})`)
  return read.slice(0, mostApps)
}

/** Addresses and numbers are listed by age: a millisecond apart, they keep their order. */
function prepareEmails(scope: ImportScope, user: UserRow, given: Incoming, leftOut: string[]): EmailRow[] {
  if (given.emails.length > mostAddresses) throw new RowError(`there are more than ${mostAddresses} e-mail addresses`)
  const rows = new Map<string, EmailRow>()
  for (const { address, isVerified } of given.emails) {
    const read = readEmailAddress(address)
    if (!read) throw new RowError('an e-mail address is malformed')
    const verified_at = (isVerified ?? scope.trustsAddresses) ? user.created_at : null
    if (isVerified === null && verified_at === null)
      leftOut.push('verification of an e-mail address (the file does not say)')
    if (!rows.has(read.key))
      rows.set(read.key, newEmail(scope, user.id, read, { verified_at, created_at: user.created_at + rows.size }))
  }
  return [...rows.values()]
}

function preparePhones(scope: ImportScope, user: UserRow, given: Incoming, leftOut: string[]): PhoneRow[] {
  const rows = new Map<string, PhoneRow>()
  for (const phone of given.phones) {
    const read = orLeftOut(
      phone.number,
      (text) => readPhoneNumber(text, scope.instance.environment),
      'phone number (malformed, or takes no messages)',
      leftOut,
    )
    if (!read || rows.has(read.number)) continue
    const verified_at = (phone.isVerified ?? scope.trustsAddresses) ? user.created_at : null
    if (phone.isVerified === null && verified_at === null)
      leftOut.push('verification of a phone number (the file does not say)')
    // What was never proven cannot prove anything.
    const reserved_at = phone.isReserved ? verified_at : null
    if (phone.isReserved && reserved_at === null) leftOut.push('second factor by SMS (its number is not verified)')
    const default_at = phone.isDefault ? reserved_at : null
    rows.set(
      read.number,
      newPhone(scope, user.id, read, { verified_at, reserved_at, default_at, created_at: user.created_at + rows.size }),
    )
  }
  if (rows.size > mostNumbers) throw new RowError(`there are more than ${mostNumbers} phone numbers`)
  return [...rows.values()]
}

function orLeftOut<T, R>(given: T | null, read: (given: T) => R, what: string, leftOut: string[]): R | null {
  if (given === null) return null
  try {
    return read(given)
  } catch {
    leftOut.push(what)
    return null
  }
}

function metadata(given: Incoming, name: 'publicMetadata' | 'privateMetadata' | 'unsafeMetadata'): string {
  const text = JSON.stringify(given[name])
  if (Buffer.byteLength(text) > mostMetadata) throw new RowError(`${name} is over 64 KiB`)
  return text
}
