import { createBackend } from '@countersign/backend'

/** Makes an Express middleware that answers 401, or puts the signed-in user at `request.auth`. */
export function createRequireAuth(options) {
  const backend = createBackend(options)
  return async (request, response, next) => {
    try {
      const { authorization = '' } = request.headers
      const auth = await backend.authenticate(new Request(options.url, { headers: { authorization } }))
      if (!auth) return response.status(401).json({ message: 'Sign in first.' })
      request.auth = auth
      next()
    } catch (error) {
      next(error)
    }
  }
}
