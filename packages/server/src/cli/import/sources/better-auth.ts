import { toBase32 } from '../../../factors/totp/base32.ts'
import { hasherOf } from '../../../lib/foreign-hash/read.ts'
import { type Fields, flag, name, requireText, text, texts, time } from '../fields.ts'
import { incoming } from '../incoming.ts'
import type { Source } from '../source.ts'
import { openBetterAuth } from '../xchacha.ts'
import { phone } from './addresses.ts'

const owner = (row: Fields) => text(row, 'userId') ?? text(row, 'user_id')
const known = new Set(
  'id name email emailVerified email_verified image createdAt created_at updatedAt updated_at username displayUsername display_username phoneNumber phone_number phoneNumberVerified phone_number_verified twoFactorEnabled two_factor_enabled banned banReason ban_reason banExpires ban_expires'.split(
    ' ',
  ),
)

/** The tables `user`, `account` and `twoFactor` as one JSON document. */
export const betterAuth: Source = {
  users: 'user',
  others: { account: owner, twoFactor: owner },
  read(record, others, secrets) {
    const email = text(record, 'email')
    const number = text(record, 'phoneNumber') ?? text(record, 'phone_number')
    const accounts = others('account')
    const kind = (row: Fields) => text(row, 'providerId') ?? text(row, 'provider_id')
    const digest =
      accounts.filter((row) => kind(row) === 'credential').flatMap((row) => text(row, 'password') ?? [])[0] ?? null
    const providers = accounts.filter((row) => kind(row) !== 'credential').length
    const [first = null, ...rest] = (name(record, 'name') ?? '').split(' ').filter((word) => word !== '')
    const [factor] = others('twoFactor')
    const opened = factor ? openFactor(factor, secrets.betterAuth) : null
    return incoming({
      id: requireText(record, 'id'),
      emails: email === null ? [] : [{ address: email, isVerified: either(record, 'emailVerified', 'email_verified') }],
      phones: number === null ? [] : [phone(number, either(record, 'phoneNumberVerified', 'phone_number_verified'))],
      username: name(record, 'displayUsername') ?? name(record, 'username'),
      firstName: first,
      lastName: rest.length > 0 ? rest.join(' ') : null,
      password: digest === null ? null : { hasher: hasherOf(digest) ?? 'better-auth', digest },
      totpSecret: opened?.secret ?? null,
      backupCodes: opened?.codes ?? [],
      privateMetadata: Object.fromEntries(
        Object.entries(record).filter(([key, value]) => !known.has(key) && value !== null),
      ),
      createdAt: time(record, 'createdAt') ?? time(record, 'created_at'),
      isBanned: flag(record, 'banned'),
      leftOut: [
        ...(factor && !opened ? ['authenticator app and backup codes (sealed; give --better-auth-secret-file)'] : []),
        ...(opened?.isPartial ? ['backup codes'] : []),
        ...(providers > 0 ? [`accounts of other providers (${providers})`] : []),
      ],
    })
  },
}

const either = (record: Fields, camel: string, snake: string) =>
  flag(record, record[camel] === undefined ? snake : camel)

/** Null where there is no secret, or the factor was sealed with another one: the seal tells. */
function openFactor(
  row: Fields,
  secret: string | null,
): { secret: string; codes: string[]; isPartial: boolean } | null {
  const sealed = text(row, 'secret')
  const key = secret === null || sealed === null ? null : openBetterAuth(secret, sealed)
  if (secret === null || key === null) return null
  const sealedCodes = text(row, 'backupCodes') ?? text(row, 'backup_codes')
  const codes = sealedCodes === null ? null : openBetterAuth(secret, sealedCodes)
  const list = codes === null ? [] : texts({ codes }, 'codes')
  return { secret: toBase32(Buffer.from(key, 'utf8')), codes: list, isPartial: sealedCodes !== null && codes === null }
}
