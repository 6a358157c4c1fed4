import type { ErrorTable } from './error-table.ts'

/** Codes of authenticator apps whose clock is off: the first three at sign-in, the others while one is being set up. */
export const appErrors = {
  form_code_ahead: {
    status: 422,
    short: 'clock is fast',
    text: 'That code belongs to a moment about {minutes} min from now: the clock of your phone is fast. Set date and time there to automatic. Codes work again in {minutes} min; until then, use another way to sign in.',
    param: 'code',
  },
  form_code_behind: {
    status: 422,
    short: 'code is old',
    text: 'That code is about {minutes} min old. If your app shows it right now, the clock of your phone is slow: set date and time there to automatic, then enter the code it shows.',
    param: 'code',
  },
  form_code_clock_changed: {
    status: 422,
    short: 'clock was changed',
    text: 'The clock of your phone was changed since the last time. Wait until your app shows the next code, and enter that one.',
    param: 'code',
  },
  totp_clock_fast: {
    status: 422,
    short: 'clock is fast',
    text: 'The clock of your phone is about {minutes} min fast. Set date and time there to automatic, or leave it as it is: in both cases, enter the next code that your app shows.',
    param: 'code',
  },
  totp_clock_slow: {
    status: 422,
    short: 'clock is slow',
    text: 'The clock of your phone is about {minutes} min slow. Set date and time there to automatic, or leave it as it is: in both cases, enter the next code that your app shows.',
    param: 'code',
  },
} as const satisfies ErrorTable
