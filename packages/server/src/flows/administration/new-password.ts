import { AppError } from '@countersign/contract'
import type { Scope } from '../../http/scope.ts'
import { storeForeign } from '../../lib/foreign-hash/foreign-hash.ts'
import { readForeignHash } from '../../lib/foreign-hash/read.ts'
import { checkPassword } from '../../users/password-rules.ts'
import type { UserFields } from './read-fields.ts'

export const hasPassword = (fields: UserFields) => fields.password !== undefined || fields.password_digest !== undefined

/** The hash to store for the password that is given, or for its digest from elsewhere; null where neither is. */
export async function newPasswordHash(
  scope: Scope,
  fields: UserFields,
  known: Parameters<typeof checkPassword>[2],
): Promise<string | null> {
  if (fields.password_digest !== undefined) return foreignHash(scope, fields, fields.password_digest)
  if (fields.password === undefined) return null
  if (!fields.skip_password_checks) await checkPassword(scope, fields.password, known)
  return scope.context.hasher.hash(fields.password)
}

function foreignHash(scope: Scope, fields: UserFields, digest: string): string {
  if (fields.password !== undefined) throw new AppError('form_param_format_invalid', { param_name: 'password' })
  if (fields.password_hasher === undefined) throw new AppError('form_param_missing', { param_name: 'password_hasher' })
  try {
    return storeForeign(scope.context.keyring, readForeignHash(fields.password_hasher, digest))
  } catch (cause) {
    throw new AppError('form_param_format_invalid', { param_name: 'password_digest' }, { cause })
  }
}
