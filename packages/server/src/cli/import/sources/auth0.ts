import { hasherOf } from '../../../lib/foreign-hash/read.ts'
import { type Fields, flag, isFields, name, object, objects, requireText, text, time } from '../fields.ts'
import { type IncomingPassword, type IncomingPhone, incoming, incomingApp } from '../incoming.ts'
import type { Source } from '../source.ts'
import { phone } from './addresses.ts'

/**
 * The bulk export of users, one a line, or the file that a bulk import takes. The hashes come from the support in a file of their own
 * (`--passwords`), by the id that the database connection knows the user by.
 */
export const auth0: Source = {
  users: 'users',
  others: { passwords: ownerOf },
  read(record, others) {
    const id = requireText(record, text(record, 'user_id') === null ? 'Id' : 'user_id')
    const email = text(record, 'email') ?? text(record, 'Email')
    const number = text(record, 'phone_number')
    const [hashes] = others('passwords')
    const factors = objects(record, 'mfa_factors').map((factor) => ({
      totp: object(factor, 'totp'),
      phone: object(factor, 'phone'),
      kinds: Object.keys(factor),
    }))
    const first = name(record, 'given_name')
    const reserved = factors.flatMap((factor) => text(factor.phone, 'value') ?? [])
    return incoming({
      id,
      externalId: null,
      emails: email === null ? [] : [{ address: email, isVerified: saysVerified(record, 'email_verified') }],
      phones: withReserved(number === null ? [] : [phone(number, saysVerified(record, 'phone_verified'))], reserved),
      username: name(record, 'username'),
      firstName: first,
      lastName: name(record, 'family_name'),
      password: passwordOf(record) ?? (hashes ? passwordOf(hashes) : null),
      apps: factors.flatMap((factor) => text(factor.totp, 'secret') ?? []).map((secret) => incomingApp(secret)),
      // Users may write the one, only the app the other.
      unsafeMetadata: object(record, 'user_metadata'),
      privateMetadata: object(record, 'app_metadata'),
      createdAt: time(record, 'created_at'),
      lastSignInAt: time(record, 'last_login'),
      isBanned: flag(record, 'blocked'),
      leftOut: [...otherProviders(record), ...otherFactors(factors.flatMap((factor) => factor.kinds))],
    })
  },
}

/** `auth0|<id>`: the hashes know the id without what is before the bar. */
function ownerOf(row: Fields): string | null {
  const id = isFields(row['_id']) ? text(row['_id'], '$oid') : text(row, '_id')
  return id === null ? null : `auth0|${id}`
}

const saysVerified = (record: Fields, field: string) => (record[field] === undefined ? null : flag(record, field))

/** A factor of the second step was confirmed when it was set up. */
function withReserved(phones: IncomingPhone[], reserved: string[]): IncomingPhone[] {
  const others = phones.filter((one) => !reserved.includes(one.number))
  return [
    ...others,
    ...[...new Set(reserved)].map((number, index) => phone(number, true, { isReserved: true, isDefault: index === 0 })),
  ]
}

function passwordOf(record: Fields): IncomingPassword | null {
  const custom = object(record, 'custom_password_hash')
  const digest = text(object(custom, 'hash'), 'value') ?? text(record, 'passwordHash') ?? text(record, 'password_hash')
  if (digest === null) return null
  return { hasher: hasherOf(digest) ?? text(custom, 'algorithm') ?? 'unknown', digest }
}

function otherProviders(record: Fields): string[] {
  const count = objects(record, 'identities').filter((identity) => identity['provider'] !== 'auth0').length
  return count > 0 ? [`accounts of other providers (${count})`] : []
}

function otherFactors(kinds: string[]): string[] {
  const others = [...new Set(kinds)].filter((kind) => kind === 'email' || kind.startsWith('webauthn'))
  return others.map((kind) => `second factor of kind ${kind === 'email' ? 'email' : 'webauthn'}`)
}
