/**
 * All that a token may do which a proof has just replaced, for the seconds in which the answer may still be on its way: requests that ran
 * beside the proof must not read “signed out”. Each of these reads the client as it was before the proof (`sessions/past.ts`) and changes
 * nothing. Whatever is not listed is refused with `client_renewed`, apart from the very same repeat of the confirming request.
 */
export const readableByOldToken: ReadonlySet<string> = new Set([
  'GET /client',
  'GET /client/sign_ins/:id',
  'GET /client/sign_ups/:id',
  'GET /client/sessions/:session_id',
  'POST /client/sessions/:session_id/touch',
  'POST /client/sessions/:session_id/tokens',
  'POST /client/sessions/:session_id/tokens/:template',
  'GET /client/handshake',
  'GET /client/touch',
  'GET /me',
])

/** They look at no client, so it does not matter whose token comes along. */
export const blindToClients: ReadonlySet<string> = new Set([
  'GET /environment',
  'PATCH /environment',
  'GET /.well-known/jwks.json',
  'GET /images/:name',
])
