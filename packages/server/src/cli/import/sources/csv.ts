import { fromSafeCell } from '../../../lib/csv.ts'
import { flag, name, object, requireText, text, texts, time } from '../fields.ts'
import { incoming, RowError } from '../incoming.ts'
import type { Source } from '../source.ts'
import { listedEmails, listedPhones } from './addresses.ts'

export const csvColumns = [
  'id',
  'external_id',
  'username',
  'first_name',
  'last_name',
  'primary_email_address',
  'verified_email_addresses',
  'unverified_email_addresses',
  'primary_phone_number',
  'verified_phone_numbers',
  'unverified_phone_numbers',
  'second_factor_phone_numbers',
  'password_hasher',
  'password_digest',
  'totp_secret',
  'backup_codes',
  'public_metadata',
  'private_metadata',
  'unsafe_metadata',
  'created_at',
  'last_sign_in_at',
  'banned',
  'locale',
] as const

/** The table that `user export --format csv` writes, and the one to bring users from anywhere else. */
export const csv: Source = {
  users: 'users',
  others: {},
  columns: csvColumns,
  read(row) {
    const record = Object.fromEntries(
      Object.entries(row).map(([key, cell]) => [key, typeof cell === 'string' ? fromSafeCell(cell) : cell]),
    )
    const digest = text(record, 'password_digest')
    const hasher = text(record, 'password_hasher')
    if (digest !== null && hasher === null) throw new RowError('password_hasher is missing')
    const reserved = texts(record, 'second_factor_phone_numbers')
    const phones = listedPhones(
      record,
      text(record, 'primary_phone_number'),
      'verified_phone_numbers',
      'unverified_phone_numbers',
    )
    const unknown = reserved.find((number) => !phones.some((phone) => phone.number === number))
    if (unknown !== undefined)
      throw new RowError('second_factor_phone_numbers names a number that is not among the verified ones')
    return incoming({
      id: requireText(record, 'id'),
      externalId: name(record, 'external_id'),
      emails: listedEmails(
        record,
        text(record, 'primary_email_address'),
        'verified_email_addresses',
        'unverified_email_addresses',
      ),
      phones: phones.map((phone) => ({
        ...phone,
        isReserved: reserved.includes(phone.number),
        isDefault: reserved[0] === phone.number,
      })),
      username: name(record, 'username'),
      firstName: name(record, 'first_name'),
      lastName: name(record, 'last_name'),
      password: digest === null || hasher === null ? null : { hasher, digest },
      totpSecret: text(record, 'totp_secret'),
      backupCodes: texts(record, 'backup_codes'),
      publicMetadata: object(record, 'public_metadata'),
      privateMetadata: object(record, 'private_metadata'),
      unsafeMetadata: object(record, 'unsafe_metadata'),
      createdAt: time(record, 'created_at'),
      lastSignInAt: time(record, 'last_sign_in_at'),
      isBanned: flag(record, 'banned'),
      locale: name(record, 'locale'),
    })
  },
}
