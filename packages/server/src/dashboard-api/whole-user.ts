import type { Scope } from '../http/scope.ts'
import { readEmailAddress } from '../users/email-address.ts'
import { canonicalNumber } from '../users/phone-number.ts'
import { findUserId } from '../users/users.store.ts'

/** Whose address, number or id this is as a whole: an index knows, however many users there are. */
export async function findWhole({ context, instance }: Pick<Scope, 'context' | 'instance'>, text: string) {
  if (/^user_\w+$/.test(text)) return text
  const key = text.includes('@') ? readEmailAddress(text)?.key : undefined
  if (key) return findUserId(context.db, instance.id, { kind: 'email_address', key })
  const number = canonicalNumber(text)
  return number === null ? null : findUserId(context.db, instance.id, { kind: 'phone_number', key: number })
}
