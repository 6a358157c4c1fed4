import { flag, name, object, requireText, text, texts, time } from '../fields.ts'
import { incoming } from '../incoming.ts'
import type { Source } from '../source.ts'
import { emailObjects, hasObjects, leftOut, listedEmails, listedPhones, phoneObjects } from './addresses.ts'

/** The table of the dashboard's export, users of the Backend API as JSON, and what Clerk’s own import script reads. */
export const clerk: Source = {
  users: 'users',
  others: {},
  read(record) {
    const digest = text(record, 'password_digest') ?? text(record, 'passwordDigest') ?? text(record, 'password')
    const hasher = text(record, 'password_hasher') ?? text(record, 'passwordHasher') ?? 'bcrypt'
    const email = text(record, 'primary_email_address') ?? text(record, 'email')
    const number = text(record, 'primary_phone_number')
    return incoming({
      id: record['id'] === undefined ? requireText(record, 'userId') : requireText(record, 'id'),
      externalId: name(record, 'external_id'),
      emails: hasObjects(record, 'email_addresses')
        ? emailObjects(record)
        : [
            ...listedEmails(record, email, 'verified_email_addresses', 'unverified_email_addresses'),
            ...plainEmails(record),
          ],
      phones: hasObjects(record, 'phone_numbers')
        ? phoneObjects(record)
        : [
            ...listedPhones(record, number, 'verified_phone_numbers', 'unverified_phone_numbers'),
            ...plainPhones(record),
          ],
      username: name(record, 'username'),
      firstName: name(record, 'first_name') ?? name(record, 'firstName'),
      lastName: name(record, 'last_name') ?? name(record, 'lastName'),
      password: digest === null ? null : { hasher, digest },
      totpSecret: text(record, 'totp_secret'),
      backupCodes: texts(record, 'backup_codes'),
      publicMetadata: object(record, 'public_metadata'),
      privateMetadata: object(record, 'private_metadata'),
      unsafeMetadata: object(record, 'unsafe_metadata'),
      createdAt: time(record, 'created_at'),
      lastSignInAt: time(record, 'last_sign_in_at'),
      mfaEnabledAt: time(record, 'mfa_enabled_at'),
      isBanned: flag(record, 'banned'),
      locale: name(record, 'locale'),
      leftOut: leftOut(record, {
        passkeys: 'passkeys',
        external_accounts: 'accounts of other providers',
        web3_wallets: 'wallets',
        saml_accounts: 'SAML accounts',
        enterprise_accounts: 'enterprise accounts',
      }),
    })
  },
}

/** Exports that Clerk makes on request list addresses without saying which are verified. */
const plainEmails = (record: Parameters<typeof texts>[0]) =>
  texts(record, 'email_addresses').map((address) => ({ address, isVerified: null }))
const plainPhones = (record: Parameters<typeof texts>[0]) =>
  texts(record, 'phone_numbers').map((number) => ({ number, isVerified: null, isReserved: false, isDefault: false }))
