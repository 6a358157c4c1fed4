import { type Fields, isFields, objects, text, texts } from '../fields.ts'
import type { IncomingEmail, IncomingPhone } from '../incoming.ts'

/** Puts the primary one first, and names none twice; what is said first holds. */
export function withPrimary<T>(primary: string | null, all: T[], keyOf: (item: T) => string): T[] {
  const seen = new Map<string, T>()
  for (const item of all) if (!seen.has(keyOf(item))) seen.set(keyOf(item), item)
  const first = primary === null ? undefined : seen.get(primary)
  return first ? [first, ...[...seen.values()].filter((item) => item !== first)] : [...seen.values()]
}

export function phone(number: string, isVerified: boolean | null, given: Partial<IncomingPhone> = {}): IncomingPhone {
  return { number, isVerified, isReserved: false, isDefault: false, ...given }
}

const isVerified = (row: Fields) =>
  typeof row['verified'] === 'boolean'
    ? row['verified']
    : isFields(row['verification']) && row['verification']['status'] === 'verified'

/** Addresses as the Backend API writes them. */
export function emailObjects(record: Fields): IncomingEmail[] {
  const rows = objects(record, 'email_addresses')
  const primary = rows.find((row) => row['primary'] === true || sameId(row, record['primary_email_address_id']))
  const all = rows.flatMap((row) => {
    const address = text(row, 'email_address')
    return address === null ? [] : [{ address, isVerified: isVerified(row) }]
  })
  return withPrimary(primary ? text(primary, 'email_address') : null, all, (email) => email.address)
}

/** Numbers as the Backend API writes them. */
export function phoneObjects(record: Fields): IncomingPhone[] {
  const rows = objects(record, 'phone_numbers')
  const primary = rows.find((row) => row['primary'] === true || sameId(row, record['primary_phone_number_id']))
  const all = rows.flatMap((row) => {
    const number = text(row, 'phone_number')
    const isReserved = row['reserved_for_second_factor'] === true
    const isDefault = isReserved && row['default_second_factor'] === true
    return number === null ? [] : [phone(number, isVerified(row), { isReserved, isDefault })]
  })
  return withPrimary(primary ? text(primary, 'phone_number') : null, all, (item) => item.number)
}

const sameId = (row: Fields, id: unknown) => typeof id === 'string' && id !== '' && row['id'] === id

/** Whether a list is of objects, and not of texts. */
export function hasObjects(record: Fields, name: string): boolean {
  const value = record[name]
  return Array.isArray(value) && value.some(isFields)
}

/** Columns that say what is verified by their names. */
export function listedEmails(
  record: Fields,
  primary: string | null,
  verified: string,
  unverified: string,
): IncomingEmail[] {
  const all = [
    ...texts(record, verified).map((address) => ({ address, isVerified: true })),
    ...texts(record, unverified).map((address) => ({ address, isVerified: false })),
    ...(primary === null ? [] : [{ address: primary, isVerified: null }]),
  ]
  return withPrimary(primary, all, (email) => email.address)
}

export function listedPhones(
  record: Fields,
  primary: string | null,
  verified: string,
  unverified: string,
): IncomingPhone[] {
  const all = [
    ...texts(record, verified).map((number) => phone(number, true)),
    ...texts(record, unverified).map((number) => phone(number, false)),
    ...(primary === null ? [] : [phone(primary, null)]),
  ]
  return withPrimary(primary, all, (item) => item.number)
}

/** `passkeys (2)`: what a user has there and cannot bring. */
export function leftOut(record: Fields, names: Readonly<Record<string, string>>): string[] {
  return Object.entries(names).flatMap(([field, what]) => {
    const value = record[field]
    return Array.isArray(value) && value.length > 0 ? [`${what} (${value.length})`] : []
  })
}
