import type { Auth } from './auth.ts'
import { TokenRefused, type VerifyToken, type VerifyWish } from './token.ts'

const mostCandidates = 4

/**
 * Who sent a request: by its bearer token, else by the session cookie of the page. Null when that is nobody, when no token is good, and
 * while the session still owes something. A bearer token that is no good is not made up for by a cookie.
 */
export async function authenticate(request: Request, verify: VerifyToken, wish: VerifyWish = {}): Promise<Auth | null> {
  for (const token of candidates(request.headers)) {
    const auth = await verify(token, wish).catch(ifRefused)
    if (auth) return auth
  }
  return null
}

function candidates(headers: Headers): string[] {
  const authorization = headers.get('authorization')
  if (authorization !== null) {
    const bearer = /^Bearer +([\w.-]+)$/i.exec(authorization)?.[1]
    return bearer ? [bearer] : []
  }
  // Several instances can share a host; each has a cookie with a name of its own.
  const pairs = (headers.get('cookie') ?? '').split(';').map((pair) => pair.trim())
  const found = pairs.flatMap((pair) => /^__session(?:_[\w-]+)?=([\w.-]+)$/.exec(pair)?.[1] ?? [])
  return [...new Set(found)].slice(0, mostCandidates)
}

/** A server that cannot be reached is no visitor who is signed out. */
function ifRefused(error: unknown): null {
  if (error instanceof TokenRefused) return null
  throw error
}
