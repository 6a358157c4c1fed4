import type { ErrorTable } from './error-table.ts'

/** The request itself, before anybody read what it wants. */
export const transportErrors = {
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
} as const satisfies ErrorTable
