import type { ErrorTable } from './error-table.ts'

/** Who is asking, and what they may. */
export const callerErrors = {
  authentication_invalid: {
    status: 401,
    short: 'not signed in',
    text: 'You are not signed in. Sign in and try again.',
    param: null,
  },
  signed_out: { status: 401, short: 'signed out', text: 'You are signed out. Sign in and try again.', param: null },
  clerk_key_invalid: {
    status: 401,
    short: 'secret key invalid',
    text: 'This secret key is not valid. Copy it again from the dashboard, under API keys.',
    param: null,
  },
  secret_key_expired: {
    status: 401,
    short: 'secret key expired',
    text: 'This secret key expired at {at} UTC. Create or roll a key in the dashboard, under API keys.',
    param: null,
  },
  secret_key_scope: {
    status: 403,
    short: 'secret key lacks the scope',
    text: 'This secret key is not allowed to make this request. Use a key with the scope {scopes}.',
    param: null,
  },
  session_exists: {
    status: 400,
    short: 'already signed in',
    text: 'You are signed in already. Sign out first to use another account.',
    param: null,
  },
  identifier_already_signed_in: {
    status: 400,
    short: 'already signed in',
    text: 'You are signed in with this account already.',
    param: null,
  },
  session_reverification_required: {
    status: 403,
    short: 'prove again',
    text: 'Prove once more that it is you, then this goes through.',
    param: null,
  },
  session_pending: {
    status: 403,
    short: 'set up a second step first',
    text: 'Finish setting up 2-step verification first; until then nothing else can be changed.',
    param: null,
  },
  changes_locked: {
    status: 403,
    short: 'changes on hold',
    text: 'Somebody said that a change to this account was not theirs, so nothing can be changed for another {hours} hours. The people who run this app can end that sooner.',
    param: null,
  },
  user_locked: {
    status: 403,
    short: 'locked',
    text: 'Too many failed tries. This account is locked; try again in {minutes} minutes.',
    param: null,
  },
  user_banned: {
    status: 403,
    short: 'banned',
    text: 'This account has been closed to sign-in. Ask the people who run this app.',
    param: null,
  },
  administrator_required: {
    status: 403,
    short: 'not an administrator',
    text: 'This account is not an administrator of this server. Ask an administrator for an invitation, or run `countersign admin invite` on the server.',
    param: null,
  },
  administrator_route_closed: {
    status: 403,
    short: 'not available for administrators',
    text: 'Administrator accounts are created by invitation only. Ask an administrator for an invitation, or run `countersign admin invite` on the server.',
    param: null,
  },
  administrator_unrecorded: {
    status: 409,
    short: 'account is not an administrator',
    text: 'An account with this name exists on the dashboard’s instance and was not created as an administrator. Choose another name, or run `countersign admin remove --name {name}` first to delete it.',
    param: null,
  },
  last_administrator: {
    status: 409,
    short: 'last administrator',
    text: 'The last administrator cannot be removed. Invite another administrator first.',
    param: null,
  },
  origin_invalid: {
    status: 403,
    short: 'origin not allowed',
    text: 'Requests from {origin} are not allowed. Add it to `allowed_origins` in the settings of this instance.',
    param: null,
  },
  resource_not_found: { status: 404, short: 'not found', text: 'There is nothing here under that id.', param: null },
  route_not_found: {
    status: 404,
    short: 'no such route',
    text: 'There is no such address on this server.',
    param: null,
  },
  instance_not_found: {
    status: 404,
    short: 'no such instance',
    text: 'No instance answers at this address. Use the host name or the path shown in the dashboard.',
    param: null,
  },
  too_many_requests: {
    status: 429,
    short: 'too many requests',
    text: 'Too many requests. Try again in {seconds} seconds.',
    param: null,
  },
} as const satisfies ErrorTable
