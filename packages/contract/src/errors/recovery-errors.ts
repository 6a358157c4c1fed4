import type { ErrorTable } from './error-table.ts'

/** Getting back in without the second factor, and what stands in for it. */
export const recoveryErrors = {
  recovery_unavailable: {
    status: 403,
    short: 'no recovery here',
    text: 'This account cannot be recovered by e-mail: the app has that switched off, or there is no verified address that is old enough. Ask the people who run this app.',
    param: null,
  },
  recovery_over: {
    status: 409,
    short: 'recovery is over',
    text: 'This recovery was cancelled, has run out, or the account changed meanwhile. Nothing was changed. Sign in and start again.',
    param: null,
  },
  recovery_link_invalid: {
    status: 404,
    short: 'link no longer works',
    text: 'The recovery that this link cancels is over, or never was. There is nothing left to cancel.',
    param: null,
  },
  changes_held: {
    status: 403,
    short: 'changes on hold',
    text: 'This account was recovered a short while ago, so that nothing can be changed for another {hours} hours. The people who run this app can end that sooner.',
    param: null,
  },
  backup_code_mistyped: {
    status: 422,
    short: 'has a typo',
    text: 'That code has a typo. Compare it with your list, letter by letter. It did not count as a try.',
    param: 'code',
  },
  backup_code_malformed: {
    status: 422,
    short: 'is not one backup code',
    text: 'That is not one backup code. Enter a single code from your list, without other text. This did not count as an attempt.',
    param: 'code',
  },
  backup_codes_missing: {
    status: 404,
    short: 'no backup codes',
    text: 'There are no backup codes left in this account. Make a new set.',
    param: null,
  },
  reset_not_open: {
    status: 409,
    short: 'not open',
    text: 'This request was already approved, refused or replaced, or it expired after 24 hours. Submit a new request.',
    param: null,
  },
  reset_needs_other: {
    status: 403,
    short: 'needs another administrator',
    text: 'You cannot approve a request that you or your secret key made. Another administrator has to approve it.',
    param: null,
  },
  second_administrator_required: {
    status: 403,
    short: 'second administrator required',
    text: 'This instance requires a second administrator for changes that remove, replace or bypass a second factor, and one administrator made this request. Request it in the dashboard and have another administrator approve it.',
    param: null,
  },
} as const satisfies ErrorTable
