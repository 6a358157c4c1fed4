import type { BackendUserView, CountView } from '@countersign/contract'
import type { z } from 'zod'
import type { Scope } from '../http/scope.ts'
import { cleanText } from '../lib/typed.ts'
import { readEmailAddress } from '../users/email-address.ts'
import { canonicalNumber } from '../users/phone-number.ts'
import { usernameKey } from '../users/username.ts'
import type { countUsersInput, listUsersInput } from './inputs.ts'
import { readUsers } from './user-view.ts'
import { countUsers, listUserIds, type UserFilter } from './users.store.ts'

/** A page of users, newest first unless asked otherwise. */
export async function listUsers(scope: Scope, input: z.output<typeof listUsersInput>): Promise<BackendUserView[]> {
  const { limit, offset, order_by } = input
  const page = { limit, offset, by: order_by.by, order: order_by.isDescending ? 'desc' : 'asc' } as const
  return readUsers(scope, await listUserIds(scope.context.db, filterOf(scope, input), page))
}

export async function countMatching(scope: Scope, input: z.output<typeof countUsersInput>): Promise<CountView> {
  return { object: 'total_count', total_count: await countUsers(scope.context.db, filterOf(scope, input)) }
}

/** Addresses, numbers and usernames are looked up in the form they are compared in (R25). */
function filterOf({ instance }: Scope, input: z.output<typeof countUsersInput>): UserFilter {
  const keys = (values: string[] | undefined, read: (value: string) => string | null | undefined) =>
    values?.flatMap((value) => read(value) ?? [])
  return {
    instanceId: instance.id,
    userIds: input.user_id,
    externalIds: input.external_id,
    emailKeys: keys(input.email_address, (value) => readEmailAddress(value)?.key),
    // An unescaped plus sign is a space by the time it is read.
    numbers: keys(input.phone_number, (value) => canonicalNumber(value.replace(/^ /, '+'))),
    usernameKeys: keys(input.username, usernameKey),
    isNobody: input.web3_wallet !== undefined || input.organization_id !== undefined,
    ranges: [
      { column: 'created_at', after: input.created_at_after, before: input.created_at_before },
      { column: 'last_active_at', after: input.last_active_at_after, before: input.last_active_at_before },
      // `since` counts the moment itself.
      { column: 'last_active_at', after: input.last_active_at_since && input.last_active_at_since - 1 },
      { column: 'last_sign_in_at', after: input.last_sign_in_at_after, before: input.last_sign_in_at_before },
    ],
    text: (input.query && cleanText(input.query).toLowerCase()) || undefined,
  }
}
