import type { ErrorTable } from './error-table.ts'

/** Where a verification or an attempt stands. */
export const attemptErrors = {
  verification_missing: {
    status: 400,
    short: 'nothing to verify',
    text: 'No code was requested here yet. Ask for one first.',
    param: null,
  },
  verification_expired: {
    status: 422,
    short: 'has expired',
    text: 'That code is too old. Ask for a new one.',
    param: 'code',
  },
  verification_failed: {
    status: 422,
    short: 'too many wrong codes',
    text: 'Too many wrong codes. Start again to get a new try.',
    param: null,
  },
  verification_already_verified: {
    status: 400,
    short: 'already verified',
    text: 'This is verified already. Nothing more to do.',
    param: null,
  },
  strategy_for_user_invalid: {
    status: 400,
    short: 'strategy not available',
    text: 'This way of proving who you are is not available here. Choose another.',
    param: 'strategy',
  },
  client_renewed: {
    status: 409,
    short: 'cookie renewed',
    text: 'Another request from this browser has just verified your identity. Try again in a moment.',
    param: null,
  },
  client_cookie_missing: {
    status: 401,
    short: 'cookie missing',
    text: 'Your browser did not send back the cookie that this page needs: it is blocked or was deleted. Allow cookies for this site, then start again.',
    param: null,
  },
  step_not_allowed: {
    status: 400,
    short: 'not at this step',
    text: 'That cannot be done at this step. Start again.',
    param: null,
  },
  attempt_expired: {
    status: 400,
    short: 'attempt expired',
    text: 'This took too long, or the account changed meanwhile. Start again.',
    param: null,
  },
  sign_up_mode_restricted: {
    status: 403,
    short: 'sign-up is restricted',
    text: 'You cannot sign up for this application on your own. Sign in if you have an account, or ask the application’s team for access.',
    param: null,
  },
} as const satisfies ErrorTable
