import { newId } from '../lib/ids.ts'
import type { ReadEmail } from './email-address.ts'
import type { EmailRow } from './facts.ts'
import type { NewUserScope } from './new-user.ts'

/** Addresses an account may have. */
export const mostAddresses = 10

/** An address that is not verified, but for what is given. */
export function newEmail(
  scope: NewUserScope,
  userId: string,
  email: ReadEmail,
  given: Partial<EmailRow> = {},
): EmailRow {
  const { now, context, instance } = scope
  return {
    id: newId('idn', context),
    instance_id: instance.id,
    user_id: userId,
    address: email.address,
    address_key: email.key,
    verified_at: null,
    created_at: now,
    updated_at: now,
    ...given,
  }
}
