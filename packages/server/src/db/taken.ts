import { AppError } from '@countersign/contract'

/** Unique indexes that a person can run into, with the field they typed. */
const fields: Record<string, string> = {
  email_addresses_verified: 'email_address',
  users_username: 'username',
  users_external: 'external_id',
}

/**
 * What a caller sees when two of them claim one name at the same time and both found it free: the database decides, and the slower one
 * hears the same as if it had come later. Anything else is passed through.
 */
export function asTaken(error: unknown): unknown {
  if (!(error instanceof Error) || !('constraint' in error) || typeof error.constraint !== 'string') return error
  const param_name = fields[error.constraint]
  return param_name ? new AppError('form_identifier_exists', {}, { meta: { param_name }, cause: error }) : error
}
