import type { ErrorTable } from './error-table.ts'

/** Factors and how they are changed. */
export const factorErrors = {
  factor_disabled: {
    status: 403,
    short: 'factor is off',
    text: 'This second factor is switched off for this app.',
    param: null,
  },
  factor_missing: { status: 404, short: 'not set up', text: 'This second factor is not set up.', param: null },
  factor_required: {
    status: 409,
    short: 'a second factor is required',
    text: 'This app requires a second factor. Set up another one before removing the last.',
    param: null,
  },
  backup_codes_need_factor: {
    status: 409,
    short: 'needs another factor',
    text: 'Backup codes only help beside another second factor. Set one up first.',
    param: null,
  },
  phone_is_second_factor: {
    status: 400,
    short: 'second step only',
    text: 'The code is right, but codes by SMS are the second step of this account, so one cannot be the first step as well. Sign in with your password, or with a code by e-mail.',
    param: null,
  },
  other_first_factor_required: {
    status: 409,
    short: 'needs another first step',
    text: 'Set a password or verify an e-mail address first: codes by SMS cannot be both the first and the second step.',
    param: null,
  },
  verified_address_required: {
    status: 409,
    short: 'needs a verified address',
    text: 'Verify an e-mail address or a phone number first, so that you can be reached if the second factor is lost.',
    param: null,
  },
  first_factor_required: {
    status: 409,
    short: 'only way to sign in',
    text: 'Your password is the only way to sign in to your account. Set up another one, such as a passkey, before you remove it.',
    param: null,
  },
  email_address_required: {
    status: 409,
    short: 'last address',
    text: 'This is the last verified e-mail address. Add another before removing it.',
    param: null,
  },
  phone_number_required: {
    status: 409,
    short: 'last number',
    text: 'This is the last verified phone number, and the account needs one. Add another before removing it.',
    param: null,
  },
  too_many_items: {
    status: 409,
    short: 'too many',
    text: 'There are {limit} already, which is the most there can be. Remove one first.',
    param: null,
  },
  passkey_incorrect: {
    status: 422,
    short: 'passkey not accepted',
    text: 'This passkey was not accepted. Try again, or choose another way.',
    param: null,
  },
  passkey_expired: {
    status: 422,
    short: 'passkey request expired',
    text: 'What the passkey was asked to sign was used already, or is older than five minutes. Try again.',
    param: null,
  },
  passkey_exists: {
    status: 400,
    short: 'passkey known already',
    text: 'This passkey is known here already. Use it, or make one on another device.',
    param: null,
  },
  development_only: {
    status: 403,
    short: 'development only',
    text: 'This exists in development instances only.',
    param: null,
  },
} as const satisfies ErrorTable
