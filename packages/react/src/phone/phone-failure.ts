import type { Messages } from '../messages/en.ts'
import { fill } from '../messages/fill.ts'
import type { Failure } from '../use-action.ts'

/** What the server refused, in words for somebody who adds a number; anything else stays in the server's words. */
export function phoneFailure(failure: Failure | null, { phone }: Messages): Failure | null {
  switch (failure?.code) {
    case 'form_identifier_exists':
      return { ...failure, message: phone.taken, field: 'phone_number' }
    case 'sms_country_not_allowed':
      return { ...failure, message: phone.countryRefused, field: 'phone_number' }
    case 'phone_number_not_mobile':
      return { ...failure, message: phone.notMobile, field: 'phone_number' }
    case 'too_many_requests':
      return failure.retryAfter
        ? { ...failure, message: fill(phone.tooMany, { seconds: failure.retryAfter }) }
        : failure
    default:
      return failure
  }
}
