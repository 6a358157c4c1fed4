import { cookieDomain, hostOf, isWithin } from '../../http/cookie-domain.ts'
import { isAllowedOrigin } from '../../http/origin.ts'
import type { Scope } from '../../http/scope.ts'

/**
 * The domain that passkeys of this request work on: what the instance's host shares with the allowed origins, so that a passkey made on the
 * hosted pages works in the app beside them, else the host. A page elsewhere that reaches the API through a proxy has its own. A native app or an
 * extension has no domain and uses this one, where its platform permits that.
 * It follows from configuration and from an origin that was checked against it, never from what the authenticator says (R34).
 */
export function rpIdFor({ instance, origin, url }: Pick<Scope, 'instance' | 'origin' | 'url'>): string {
  const host = hostOf(url)
  const domain = cookieDomain(host, instance.settings.allowed_origins, null) ?? host
  const page = hostOf(origin ?? url) || host
  return isWithin(page, domain) ? domain : page
}

/** Whether a page may use passkeys here: exact origins, the same that may call the API (R34, R123). */
export function isOurOrigin({ instance, url }: Scope, origin: string): boolean {
  return isAllowedOrigin(origin, { instance, url, secure: url.startsWith('https:') })
}
