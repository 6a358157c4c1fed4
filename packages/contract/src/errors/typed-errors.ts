import type { ErrorTable } from './error-table.ts'

/** What was typed. */
export const typedErrors = {
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
  form_password_blank: {
    status: 422,
    short: 'is blank',
    text: 'A password cannot consist of spaces only. Add letters, digits or other characters.',
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
  form_code_missing: {
    status: 422,
    short: 'is not a code',
    text: 'That does not contain a verification code. Enter only the digits of the code. This did not count as an attempt.',
    param: 'code',
  },
  form_code_several: {
    status: 422,
    short: 'contains several codes',
    text: 'That contains more than one code. Enter only the latest code. This did not count as an attempt.',
    param: 'code',
  },
  form_code_is_backup_code: {
    status: 422,
    short: 'looks like a backup code',
    text: 'That looks like a backup code. Enter the code from your authenticator app or message, or choose to use a backup code. This did not count as an attempt.',
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
  form_param_not_milliseconds: {
    status: 422,
    short: 'is not in milliseconds',
    text: 'The field {param_name} takes a time in milliseconds since 1970, such as 1764547200000; dates, seconds and microseconds are not accepted. In JavaScript, use date.getTime().',
    param: null,
  },
  metadata_too_large: {
    status: 422,
    short: 'is too large',
    text: 'The field {param_name} would be longer than {limit} characters of JSON. Store less in it, or remove keys by setting them to null.',
    param: null,
  },
  settings_invalid: {
    status: 422,
    short: 'is not allowed',
    text: 'The setting {param_name} cannot be changed like this: {reason}.',
    param: null,
  },
} as const satisfies ErrorTable
