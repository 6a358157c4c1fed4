import type { ErrorTable } from './error-table.ts'

/** Messages that cannot go out. */
export const messageErrors = {
  sms_country_not_allowed: {
    status: 422,
    short: 'country not served',
    text: 'We do not send messages to numbers of this country. Use another number, or another way to verify.',
    param: 'phone_number',
  },
  sms_paused: {
    status: 422,
    short: 'messages on hold',
    text: 'Text messages to numbers like this one are on hold. Use another way to verify, or try again in {minutes} minutes.',
    param: 'phone_number',
  },
  second_code_sent: {
    status: 422,
    short: 'second code needed',
    text: 'Someone entered wrong codes for this account today, so we sent you a second code. Enter it to continue.',
    param: 'code',
  },
  phone_number_not_mobile: {
    status: 422,
    short: 'cannot get messages',
    text: 'This number cannot get text messages. Use the number of a mobile phone.',
    param: 'phone_number',
  },
} as const satisfies ErrorTable
