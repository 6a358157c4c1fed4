import { safeCell } from '../../lib/csv.ts'
import { type Binding, type Keyring, SealError } from '../../lib/keyring.ts'
import { StartupError } from '../../lib/startup-error.ts'
import { type PhoneRow, primaryEmail, primaryPhone, reservedPhones, type UserFacts } from '../../users/facts.ts'
import { csvColumns } from '../import/sources/csv.ts'
import { pepperName } from '../import/stored-password.ts'
import type { StoredFactors } from './export.store.ts'

/** A user as JSON, with all there is but secrets. `--from countersign` reads it. */
export function exportedUser(facts: UserFacts) {
  const { user, emails, phones } = facts
  const [byDefault] = reservedPhones(facts)
  return {
    id: user.id,
    external_id: user.external_id,
    username: user.username,
    first_name: user.first_name,
    last_name: user.last_name,
    email_addresses: emails.map((email) => ({
      email_address: email.address,
      verified: email.verified_at !== null,
      primary: email.id === primaryEmail(facts)?.id,
    })),
    phone_numbers: phones.map((phone) => ({
      phone_number: phone.number,
      verified: phone.verified_at !== null,
      primary: phone.id === primaryPhone(facts)?.id,
      reserved_for_second_factor: phone.reserved_at !== null,
      default_second_factor: phone.id === byDefault?.id,
    })),
    password_enabled: user.password_hash !== null,
    totp_enabled: facts.totp !== null,
    backup_code_enabled: facts.backupCodesLeft > 0,
    public_metadata: JSON.parse(user.public_metadata),
    private_metadata: JSON.parse(user.private_metadata),
    unsafe_metadata: JSON.parse(user.unsafe_metadata),
    created_at: user.created_at,
    last_sign_in_at: user.last_sign_in_at,
    password_updated_at: user.password_updated_at,
    password_compromised_at: user.password_compromised_at,
    password_void_at: user.password_void_at,
    mfa_enabled_at: user.mfa_enabled_at,
    banned: user.banned_at !== null,
    locale: user.locale,
  }
}

/** What only this server can check or open, and the name of the pepper without which the hashes are worth nothing. */
export function exportedSecrets(keyring: Keyring, { user }: UserFacts, stored: StoredFactors) {
  const apps = stored.totp
    .filter((row) => row.user_id === user.id)
    .map(({ id, secret_sealed, name, drift, confirmed_at }) => {
      const secret = secretOf(keyring, secret_sealed, { purpose: 'totp', row: id, owner: user.id })
      return { secret, name, drift, created_at: confirmed_at }
    })
  const codes = stored.codes.filter((row) => row.user_id === user.id)
  const [first] = codes
  return {
    pepper: pepperName(keyring),
    password_hash: user.password_hash,
    /** The first of them; others read no more. */
    totp_secret: apps[0]?.secret ?? null,
    authenticator_apps: apps,
    backup_code_set: first ? { salt: first.salt, macs: codes.map((row) => row.code_mac).sort() } : null,
  }
}

/** Without one of the apps a user would come in elsewhere with fewer factors than they have here, so the export stops. */
function secretOf(keyring: Keyring, sealed: string, binding: Binding): string {
  try {
    return keyring.open(sealed, binding)
  } catch (error) {
    if (!(error instanceof SealError)) throw error
    throw new StartupError(
      `The authenticator app ${binding.row} of user ${binding.owner} cannot be decrypted. ` +
        'Restore it from a backup, or remove it, and export again.',
    )
  }
}

/** The cells of a table, in the order of its columns. */
export function exportedCells(facts: UserFacts): string[] {
  const { user, emails, phones } = facts
  const emailsOf = (isVerified: boolean) =>
    emails.filter((email) => (email.verified_at !== null) === isVerified).map((email) => email.address)
  const cells: Record<(typeof csvColumns)[number], unknown> = {
    id: user.id,
    external_id: user.external_id,
    username: user.username,
    first_name: user.first_name,
    last_name: user.last_name,
    primary_email_address: primaryEmail(facts)?.address,
    verified_email_addresses: emailsOf(true).join('|'),
    unverified_email_addresses: emailsOf(false).join('|'),
    primary_phone_number: primaryPhone(facts)?.number,
    verified_phone_numbers: numbers(phones.filter((phone) => phone.verified_at !== null)),
    unverified_phone_numbers: numbers(phones.filter((phone) => phone.verified_at === null)),
    second_factor_phone_numbers: numbers(reservedPhones(facts)),
    password_hasher: null,
    password_digest: null,
    totp_secret: null,
    backup_codes: null,
    public_metadata: user.public_metadata,
    private_metadata: user.private_metadata,
    unsafe_metadata: user.unsafe_metadata,
    created_at: new Date(user.created_at).toISOString(),
    last_sign_in_at: user.last_sign_in_at === null ? null : new Date(user.last_sign_in_at).toISOString(),
    banned: user.banned_at !== null,
    locale: user.locale,
  }
  return csvColumns.map((column) => quoted(String(cells[column] ?? '')))
}

const numbers = (phones: readonly PhoneRow[]) => phones.map((phone) => phone.number).join('|')

function quoted(text: string): string {
  const cell = safeCell(text)
  return /[",\r\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell
}
