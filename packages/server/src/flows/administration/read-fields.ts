import { AppError } from '@countersign/contract'
import { readBackupCode } from '../../factors/backup-code/backup-code.code.ts'
import { fromBase32 } from '../../factors/totp/base32.ts'
import type { ReadEmail } from '../../users/email-address.ts'
import { readEmailAddress } from '../../users/email-address.ts'
import type { Metadata } from '../../users/metadata.ts'
import { readNewUsername } from '../../users/username.ts'

/** What an app's own server may say of a user. */
export interface UserFields extends Metadata {
  email_address?: string[] | undefined
  phone_number?: string[] | undefined
  username?: string | null | undefined
  first_name?: string | null | undefined
  last_name?: string | null | undefined
  external_id?: string | null | undefined
  password?: string | undefined
  /** The hash of a password in place of it, and what made it. */
  password_digest?: string | undefined
  password_hasher?: string | undefined
  skip_password_checks?: boolean | undefined
  totp_secret?: string | undefined
  backup_codes?: string[] | undefined
  primary_email_address_id?: string | undefined
  primary_phone_number_id?: string | undefined
}

const invalid = (param_name: string) => new AppError('form_param_format_invalid', { param_name })
/** SP 800-63B-4 §3.1.4.1 asks for 112 bits; RFC 4226 §4 R6 for 128. */
const leastSecretBytes = 16

export function readEmail(input: string): ReadEmail {
  const email = readEmailAddress(input)
  if (!email) throw invalid('email_address')
  return email
}

export function readUsername(input: string): { username: string; username_key: string } {
  const name = readNewUsername(input)
  if (!name) throw invalid('username')
  return { username: name.username, username_key: name.key }
}

/** The secret in the form it is stored in. */
export function readTotpSecret(input: string): string {
  const bytes = fromBase32(input)
  if (!bytes || bytes.length < leastSecretBytes) throw invalid('totp_secret')
  return input.toUpperCase().replace(/[\s=-]/g, '')
}

/** Codes as they are read at sign-in, whoever made them; two that read alike would be one. */
export function readBackupCodes(inputs: readonly string[]): string[] {
  const codes = inputs.map((input) => {
    const code = readBackupCode(input)
    if (code === null) throw invalid('backup_codes')
    return code
  })
  if (new Set(codes).size !== codes.length) throw invalid('backup_codes')
  return codes
}
