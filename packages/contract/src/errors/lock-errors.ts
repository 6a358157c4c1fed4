import type { ErrorTable } from './error-table.ts'

/** After too many failures. */
export const lockErrors = {
  password_paused: {
    status: 403,
    short: 'password paused',
    text: 'Too many wrong passwords were tried, so here none works any more. Sign in with a code, or choose a new password by “Forgot password?”.',
    param: null,
  },
  factor_worn: {
    status: 403,
    short: 'factor switched off',
    text: 'Too many wrong tries in a row have switched this way off. Use another one, and then set this one up anew; or ask the people who run this app.',
    param: null,
  },
} as const satisfies ErrorTable
