import type { ErrorTable } from './error-table.ts'

/** Rules about second factors, and changes of settings that are taken back. */
export const policyErrors = {
  mfa_enrolment_overdue: {
    status: 403,
    short: 'second factor missing',
    text: 'This app requires a second factor of this account, and the time to set one up is over. Ask the people who run the app to let you in.',
    param: null,
  },
  mfa_skip_not_allowed: {
    status: 409,
    short: 'cannot be put off',
    text: 'Setting up a second factor cannot be put off any more. Set one up to go on.',
    param: null,
  },
  second_factor_needs_newer_sdk: {
    status: 403,
    short: 'second factor needs a newer SDK',
    text: 'Your account uses a passkey for 2-step verification, which this page cannot ask for. Use the application’s hosted sign-in page, or ask its team to update the SDK to API version 2026-08-20 or later.',
    param: null,
  },
  factor_not_accepted: {
    status: 409,
    short: 'does not count here',
    text: 'This kind of second factor is not what this app requires of you. Set up one of these: {factors}.',
    param: null,
  },
  settings_undo_missing: {
    status: 409,
    short: 'nothing to undo',
    text: 'There is no change of settings from the last 24 hours to take back. Change the settings to what they should be instead.',
    param: null,
  },
} as const satisfies ErrorTable
