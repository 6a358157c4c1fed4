import { createClerkClient } from '@clerk/backend'

/** Makes a function that resolves to the user of a web-standard `Request`, or to null. */
export function createUserOf({ authorizedParties, ...options }) {
  const clerk = createClerkClient(options)
  return async (request) => {
    const state = await clerk.authenticateRequest(request, { authorizedParties })
    // Null for pending sessions, unless you pass `{ treatPendingAsSignedOut: false }` to `toAuth`.
    return state.toAuth()?.userId ?? null
  }
}
