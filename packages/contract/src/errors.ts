import { serverErrors } from './server-errors.ts'

/**
 * Every error a caller can meet, once: the HTTP status it travels with, a short reason for programs and a sentence for people.
 * `param` names the form field the sentence belongs to. Slots in braces become required parameters of `AppError`.
 */
export const errors = {
  // what was typed
  form_identifier_not_found: {
    status: 422,
    short: 'is unknown',
    text: 'No account found with this identifier. Check the spelling, or create an account.',
    param: 'identifier',
  },
  form_identifier_exists: {
    status: 422,
    short: 'is taken',
    text: 'That is already in use. Choose another, or sign in.',
    param: 'email_address',
  },
  form_password_incorrect: {
    status: 422,
    short: 'is incorrect',
    text: 'That password is incorrect. Try again, or reset it.',
    param: 'password',
  },
  form_password_or_identifier_incorrect: {
    status: 422,
    short: 'do not match',
    text: 'There is no such account, or the password is incorrect. Check both, or reset the password.',
    param: 'password',
  },
  form_password_length_too_short: {
    status: 422,
    short: 'is too short',
    text: 'Use at least {min_length} characters for the password.',
    param: 'password',
  },
  form_password_size_in_bytes_exceeded: {
    status: 422,
    short: 'is too long',
    text: 'Use at most 256 characters for the password.',
    param: 'password',
  },
  form_password_pwned: {
    status: 422,
    short: 'is too common',
    text: 'That password is on the lists attackers try first, is known to others, or contains your name or address. Choose another.',
    param: 'password',
  },
  form_password_compromised: {
    status: 422,
    short: 'may be compromised',
    // The sentence that SDKs show as it comes, and their documents promise.
    text: 'Your password may be compromised. To protect your account, please continue with an alternative sign-in method. You will be required to reset your password after signing in.',
    param: 'password',
  },
  form_password_void: {
    status: 422,
    short: 'must be replaced',
    text: 'A change to this account was undone, so its password no longer opens it. Choose a new one with “Forgot password?”.',
    param: 'password',
  },
  form_code_incorrect: {
    status: 422,
    short: 'is incorrect',
    text: 'That code is incorrect. Check it and try again.',
    param: 'code',
  },
  form_param_missing: { status: 422, short: 'is missing', text: 'The field {param_name} is missing.', param: null },
  image_type_unsupported: {
    status: 422,
    short: 'no picture of a kind we take',
    text: 'This file is not a picture that we take. Choose a PNG, JPEG, WebP or GIF.',
    param: 'file',
  },
  form_param_format_invalid: {
    status: 422,
    short: 'has the wrong form',
    text: 'The field {param_name} does not have the form we expect.',
    param: null,
  },
  settings_invalid: {
    status: 422,
    short: 'is not allowed',
    text: 'The setting {param_name} cannot be changed like this: {reason}.',
    param: null,
  },
  // where a verification stands
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
  // who is asking
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
  origin_invalid: {
    status: 403,
    short: 'origin not allowed',
    text: 'Requests from {origin} are not allowed. Add it to the allowed origins of this instance.',
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
  // messages
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
  phone_number_not_mobile: {
    status: 422,
    short: 'cannot get messages',
    text: 'This number cannot get text messages. Use the number of a mobile phone.',
    param: 'phone_number',
  },
  // delivery receipts
  receipt_signature_invalid: {
    status: 401,
    short: 'signature invalid',
    text: 'This receipt is not signed with the secret of a transport of ours. Sign the bytes that are sent, with the secret in COUNTERSIGN_SMS.',
    param: null,
  },
  receipt_outdated: {
    status: 401,
    short: 'time too far off',
    text: 'This receipt was signed more than five minutes ago or ahead. Set the clock of the sender, and sign anew for each try.',
    param: null,
  },
  receipt_replayed: {
    status: 409,
    short: 'already received',
    text: 'This receipt was received before. It changes nothing, and there is no need to send it again.',
    param: null,
  },
  // factors
  factor_disabled: {
    status: 403,
    short: 'factor is off',
    text: 'This second factor is switched off for this app.',
    param: null,
  },
  factor_exists: {
    status: 400,
    short: 'already set up',
    text: 'This second factor is set up already. Remove it first to set it up anew.',
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
  // Backend API
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
  // transport
  request_malformed: {
    status: 400,
    short: 'malformed request',
    text: 'The request could not be read: {reason}.',
    param: null,
  },
  body_too_large: {
    status: 413,
    short: 'body too large',
    text: 'The request body is larger than {limit} bytes.',
    param: null,
  },
  url_too_long: { status: 414, short: 'address too long', text: 'The address is longer than 8192 bytes.', param: null },
  content_type_unsupported: {
    status: 415,
    short: 'content type not supported',
    text: 'Send JSON or a form, without compression.',
    param: null,
  },
  server_busy: { status: 503, short: 'busy', text: 'The server is busy. Try again in {seconds} seconds.', param: null },
  database_unavailable: {
    status: 503,
    short: 'storage unavailable',
    text: 'The database cannot be reached. Nothing was changed; try again in {seconds} seconds.',
    param: null,
  },
  internal_error: {
    status: 500,
    short: 'internal error',
    text: 'Something went wrong on our side. Nothing was half done; try again, and quote the request id if it stays.',
    param: null,
  },
  // apps with servers of their own
  ...serverErrors,
} as const satisfies Record<string, { status: number; short: string; text: string; param: string | null }>

export type ErrorCode = keyof typeof errors
