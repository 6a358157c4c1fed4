import { AppError } from '@countersign/contract'
import { isAllowedOrigin, originOf } from './origin.ts'
import { safeRedirect } from './redirects.ts'
import type { Scope } from './scope.ts'

/**
 * A page of one of the instance's apps, to which a browser may be sent on with what is its user's: on an allowed origin, or refused, as
 * whoever is sent there gets a session token (R124).
 */
export function appPage(target: string, { instance, url }: Pick<Scope, 'instance' | 'url'>): URL {
  const place = { instance, url, secure: url.startsWith('https:') }
  const origin = originOf(target.slice(0, 255))
  if (origin === null || !isAllowedOrigin(origin, place)) {
    throw new AppError('redirect_not_allowed', { origin: origin ?? 'that address' })
  }
  const page = safeRedirect(target, [origin], origin)
  if (page === null) throw new AppError('redirect_not_allowed', { origin: 'that address' })
  return new URL(page)
}

/** 307 keeps the method; the address of the page that sent the browser here is told to nobody (R94). */
export function sendOn(page: URL, cookies: readonly string[] = []): Response {
  const answer = new Response(null, { status: 307, headers: { Location: page.href, 'Cache-Control': 'no-store' } })
  for (const line of cookies) answer.headers.append('Set-Cookie', line)
  return answer
}
