import type { ErrorTable } from './error-table.ts'

/** The part of the table of errors that apps with servers of their own meet: handshakes, tokens, and acting as somebody else. */
export const serverErrors = {
  impersonation_not_allowed: {
    status: 403,
    short: 'not as somebody else',
    text: 'This cannot be done while acting as somebody else. Only the person themselves can change it.',
    param: null,
  },
  redirect_not_allowed: {
    status: 400,
    short: 'address not allowed',
    text: 'We send nobody on to {origin}. Add it to the allowed origins of this instance, then open the page of the app again.',
    param: null,
  },
  dev_browser_unauthenticated: {
    status: 401,
    short: 'development browser unknown',
    text: 'This development browser is not known here any more. Reload the page to begin a new one.',
    param: null,
  },
  refresh_token_invalid: {
    status: 401,
    short: 'refresh token invalid',
    text: 'This refresh token is not valid, or not any more. Send the browser through a handshake instead.',
    param: null,
  },
  token_spent: {
    status: 400,
    short: 'used or taken back',
    text: 'This token was used or taken back already. Make a new one.',
    param: null,
  },
  proof_required: {
    status: 403,
    short: 'a second factor stands before this',
    text: 'This user signs in with a second factor, which no session gets around in production. Make a sign-in token or an actor token instead.',
    param: 'user_id',
  },
  webhook_url_not_allowed: {
    status: 422,
    short: 'must be a public https address',
    text: 'Webhooks go to public https:// addresses only, without a user name in them. A development instance on your own machine may also use http:// and localhost.',
    param: 'url',
  },
  webhook_endpoints_full: {
    status: 422,
    short: 'too many endpoints',
    text: 'There are twenty webhook endpoints already, which is as many as there may be. Remove one that is not needed.',
    param: null,
  },
  webhook_endpoint_disabled: {
    status: 409,
    short: 'endpoint disabled',
    text: 'This webhook endpoint is disabled, so nothing is sent to it. Enable it first.',
    param: null,
  },
} as const satisfies ErrorTable
