import { createBackend } from '@countersign/backend'

/** Makes a function that resolves to the user of a web-standard `Request`, or to null. */
export function createUserOf(options) {
  const backend = createBackend(options)
  return async (request) => {
    // Bearer token or session cookie. Null for pending sessions, unless you pass `{ acceptsPending: true }`.
    const auth = await backend.authenticate(request)
    return auth?.userId ?? null
  }
}
