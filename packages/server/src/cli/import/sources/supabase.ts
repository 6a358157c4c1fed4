import { fromBase32 } from '../../../factors/totp/base32.ts'
import { hasherOf } from '../../../lib/foreign-hash/read.ts'
import { type Fields, flag, name, object, requireText, text, time } from '../fields.ts'
import { type IncomingPhone, incoming, incomingApp, RowError } from '../incoming.ts'
import type { Source } from '../source.ts'
import { phone } from './addresses.ts'

const owner = (row: Fields) => text(row, 'user_id')

/** Rows of `auth.users`, as a table or as JSON, there with `auth.mfa_factors` and `auth.identities` beside them. */
export const supabase: Source = {
  users: 'users',
  others: { mfa_factors: owner, identities: owner },
  read(record, others) {
    if (text(record, 'deleted_at') !== null) throw new RowError('the user is deleted there')
    const email = text(record, 'email')
    const number = text(record, 'phone')
    const digest = text(record, 'encrypted_password')
    const factors = others('mfa_factors').filter((factor) => text(factor, 'status') === 'verified')
    const totps = factors.filter((factor) => text(factor, 'factor_type') === 'totp')
    // A project that encrypts its secrets has something else in this column.
    const apps = totps.flatMap((factor) => {
      const secret = text(factor, 'secret') ?? ''
      const isPlain = fromBase32(secret) !== null
      return isPlain ? [incomingApp(secret, name(factor, 'friendly_name'), time(factor, 'created_at'))] : []
    })
    const phones = factors.flatMap((factor) =>
      text(factor, 'factor_type') === 'phone' ? (text(factor, 'phone') ?? []) : [],
    )
    const providers = others('identities').filter(
      (row) => !['email', 'phone'].includes(text(row, 'provider') ?? ''),
    ).length
    const lost = totps.length - apps.length
    return incoming({
      id: requireText(record, 'id'),
      emails: email === null ? [] : [{ address: email, isVerified: text(record, 'email_confirmed_at') !== null }],
      phones: numbers(number, text(record, 'phone_confirmed_at') !== null, phones),
      password: digest === null ? null : { hasher: hasherOf(digest) ?? 'unknown', digest },
      apps,
      // The browser may write the one and only read the other.
      unsafeMetadata: object(record, 'raw_user_meta_data'),
      publicMetadata: object(record, 'raw_app_meta_data'),
      createdAt: time(record, 'created_at'),
      lastSignInAt: time(record, 'last_sign_in_at'),
      isBanned: isBanned(record),
      leftOut: [
        ...Array.from({ length: lost }, () => 'authenticator app (its secret is encrypted)'),
        ...(factors.some((factor) => text(factor, 'factor_type') === 'webauthn') ? ['passkeys'] : []),
        ...(providers > 0 ? [`accounts of other providers (${providers})`] : []),
        ...(flag(record, 'is_sso_user') ? ['single sign-on'] : []),
      ],
    })
  },
}

/** Stored without the plus sign. */
const international = (number: string) => (number.startsWith('+') ? number : `+${number}`)

function numbers(own: string | null, isVerified: boolean, reserved: string[]): IncomingPhone[] {
  const second = [...new Set(reserved.map(international))]
  const first = own === null || second.includes(international(own)) ? [] : [phone(international(own), isVerified)]
  return [...first, ...second.map((number, index) => phone(number, true, { isReserved: true, isDefault: index === 0 }))]
}

/** A ban has an end there. One that is years away is meant for good; a short one passes by itself, and is not brought. */
function isBanned(record: Fields): boolean {
  const until = time(record, 'banned_until')
  const since = time(record, 'updated_at') ?? time(record, 'created_at') ?? 0
  return until !== null && until - since > 365 * 86_400_000
}
