import type { ErrorTable } from './error-table.ts'

/** What only the Backend API meets, and the link that undoes a change. */
export const backendErrors = {
  incorrect_password: {
    status: 422,
    short: 'incorrect password',
    text: 'The password does not match.',
    param: 'password',
  },
  totp_incorrect_code: { status: 422, short: 'incorrect code', text: 'The code does not match.', param: 'code' },
  undo_missing: {
    status: 404,
    short: 'nothing was undone',
    text: 'Nothing was undone in this account during the last 7 days.',
    param: null,
  },
  undo_link_invalid: {
    status: 404,
    short: 'link no longer works',
    text: 'This link was used before, or is older than three days. It changed nothing now.',
    param: null,
  },
} as const satisfies ErrorTable
