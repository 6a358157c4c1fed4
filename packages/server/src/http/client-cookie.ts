import { AppError } from '@countersign/contract'
import { clientTokens } from './cookies.ts'
import type { Scope } from './scope.ts'

/**
 * Refuses a request that names an attempt or a session and comes without any client cookie. The server gave one with that attempt, so the browser
 * blocks or lost it. The refusal is the same for every id; a cookie that is old or of another client is no lost one.
 */
export function requireClientCookie({ client, sentCookies, instance }: Scope): void {
  if (client || clientTokens(sentCookies, instance.publishableKey).length > 0) return
  throw new AppError('client_cookie_missing')
}
