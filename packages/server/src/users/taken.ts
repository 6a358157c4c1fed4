import { AppError } from '@countersign/contract'

/** Unique indexes of what names a user, as either engine spells them when one is violated. */
const indexes = [
  ['email_address', /email_addresses_verified|email_addresses\.address_key/],
  ['phone_number', /phone_numbers_verified|phone_numbers\.number/],
  ['username', /users_username|users\.username_key/],
  ['external_id', /users_external|users\.external_id/],
] as const

/**
 * Two callers can look at the same moment and find a name free; the unique index decides, and the slower one hears what a look a moment
 * later would have told. Takes the whole transaction, since a failed statement ends it.
 */
export async function orTaken<Result>(write: Promise<Result>): Promise<Result> {
  try {
    return await write
  } catch (error) {
    const taken = error instanceof Error && indexes.find(([, pattern]) => pattern.test(error.message))
    if (!taken) throw error
    throw new AppError('form_identifier_exists', {}, { meta: { param_name: taken[0] }, cause: error })
  }
}
