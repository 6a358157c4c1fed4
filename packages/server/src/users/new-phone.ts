import { newId } from '../lib/ids.ts'
import type { PhoneRow } from './facts.ts'
import type { NewUserScope } from './new-user.ts'
import type { ReadPhone } from './phone-number.ts'

/** Numbers an account may have. */
export const mostNumbers = 5

/** A number that is neither verified nor reserved, but for what is given. */
export function newPhone(
  scope: NewUserScope,
  userId: string,
  { number, country }: ReadPhone,
  given: Partial<PhoneRow> = {},
): PhoneRow {
  const { now, context, instance } = scope
  return {
    id: newId('idn', context),
    instance_id: instance.id,
    user_id: userId,
    number,
    country,
    verified_at: null,
    reserved_at: null,
    default_at: null,
    created_at: now,
    updated_at: now,
    ...given,
  }
}
