import { noteUnreadable } from '../audit/unreadable.ts'
import type { Context } from '../context.ts'
import { SealError } from '../lib/sealing.ts'
import { jsonAnswer } from './answer.ts'
import type { HttpContext } from './arrival.ts'
import { cookiesFor, writeCookies } from './cookies.ts'
import { devBrowserHeader } from './dev-browser.ts'
import type { Doors } from './doors.ts'
import { errorEnvelope, logFailure, retryAfter, toAppError } from './errors.ts'
import { plainPage } from './pages.ts'
import type { Scope } from './scope.ts'

/** What is known so far, for the answer of a request that fails half-way. */
export interface Progress {
  id: string
  route: string
  isWrite: boolean
  /** A person looks at the answer. */
  isPage: boolean
  /** The request named its development browser, and is told of its new token. */
  hasDevBrowser: boolean
  secure: boolean
  cors: Record<string, string>
  scope?: Scope
}

export const nothingYet = { isWrite: false, isPage: false, hasDevBrowser: false }

/** The only way out for errors. An error while telling about an error must not hide it. */
export async function failure(
  context: Context,
  doors: Doors,
  c: HttpContext,
  progress: Progress,
  cause: unknown,
): Promise<Response> {
  const error = toAppError(cause)
  logFailure(context.log, error, { requestId: progress.id, method: c.req.method, path: c.req.path })
  const scope = progress.scope
  if (cause instanceof SealError && scope) await noteUnreadable(scope, cause)
  if (progress.isPage && isForPerson(c)) return plainPage(error.status, error.message, progress.secure)
  // Nothing was done, and the state of before the proof must not take the place of what its answer says.
  const isTold = error.code !== 'client_renewed' && !scope?.past
  const client =
    scope?.client && isTold && !progress.isPage ? await doors.clientView(scope).catch(() => undefined) : undefined
  return jsonAnswer(error.status, errorEnvelope(error, progress.id, client), {
    secure: progress.secure,
    headers: { ...progress.cors, ...retryAfter(error), ...devBrowserHeader(progress) },
    // A client made before the refusal is committed and holds the attempt; without its cookie the next try could not go on.
    cookies: scope ? writeCookies(cookiesFor(scope), { ...scope, secure: progress.secure }) : [],
  })
}

/** A browser that opens an address asks for HTML; programs do not. */
export function isForPerson(c: HttpContext): boolean {
  return c.req.method === 'GET' && /\btext\/html\b/.test(c.req.header('accept') ?? '')
}
