import { cookieDomain } from '../http/cookie-domain.ts'
import { bothNames, cookieLine, cookieSuffix, yearSeconds } from '../http/cookies.ts'
import type { Scope } from '../http/scope.ts'
import type { Active } from './active.ts'
import { sealRefresh } from './refresh.ts'
import { mintToken } from './tokens.ts'

/** The cookies of an app's own host that hold the session token; scripts read it there. */
export function sessionCookies(publishableKey: string, token: string | null, secure: boolean): string[] {
  const age = token === null ? 0 : yearSeconds
  return bothNames('__session', publishableKey).map((name) => cookieLine(name, token ?? '', { age, secure }))
}

/**
 * All that an app's server has to set for its visitor after a handshake, as Set-Cookie lines. Together they must agree: a time without a
 * token, or a token older than the time, would send the visitor back here.
 */
export async function appCookies(
  scope: Scope,
  active: Active | null,
  page: URL,
  devBrowser: string | null,
): Promise<string[]> {
  const { instance, now } = scope
  const key = instance.publishableKey
  const secure = page.protocol === 'https:'
  const domain = cookieDomain(new URL(scope.url).hostname, instance.settings.allowed_origins, page.origin)
  const token = active && (await mintToken({ ...scope, origin: page.origin }, active.session, active.facts))
  const uat = active ? Math.floor(Math.min(active.session.created_at, now) / 1000) : 0
  const refresh = active && scope.client && sealRefresh(scope, active.session, scope.client, page.origin)
  const age = yearSeconds
  return [
    ...sessionCookies(key, token, secure),
    ...bothNames('__client_uat', key).map((name) => cookieLine(name, String(uat), { age, secure, domain })),
    cookieLine(`__refresh_${cookieSuffix(key)}`, refresh ?? '', { age: refresh ? age : 0, secure, hidden: true }),
    ...(devBrowser === null
      ? // Or the app would meet it again with every request.
        ['__clerk_handshake', '__clerk_handshake_nonce'].map((name) =>
          cookieLine(name, '', { age: 0, secure, hidden: true, domain }),
        )
      : bothNames('__clerk_db_jwt', key).map((name) => cookieLine(name, devBrowser, { age, secure }))),
  ]
}
