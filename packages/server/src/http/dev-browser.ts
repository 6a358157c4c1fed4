import type { Instance } from '../instances/instance.ts'
import type { Arrival } from './arrival.ts'
import { isToken } from './cookies.ts'
import type { Scope } from './scope.ts'

/** Hosts for whose development keys the SDKs in the browser keep a token of their own, since no cookie crosses sites. */
const suffixes = ['.accounts.dev', '.lclclerk.com', '.lcl.dev', '.stg.dev', '.lclstage.dev', '.accountsstage.dev']

type Owner = Pick<Instance, 'environment' | 'host'>

/** Whether pages of this instance send `__clerk_db_jwt` with every request. */
export function keepsDevBrowser({ environment, host }: Owner): boolean {
  const name = host.split(':', 1)[0] ?? ''
  return environment === 'development' && suffixes.some((suffix) => name.endsWith(suffix))
}

/**
 * The client's token as a development page sends it; `''` for one that makes no sense, null for none. It stands in the address and is
 * readable by scripts, so a production instance never looks at it (R94).
 */
export function namedDevBrowser({ query }: Pick<Arrival, 'query'>, { environment }: Owner): string | null {
  if (environment !== 'development' || !query.includes('__clerk_db_jwt')) return null
  const value = new URLSearchParams(query).get('__clerk_db_jwt')
  return value === null ? null : isToken(value) ? value : ''
}

/** A page that named its development browser learns its new token, as others learn the new cookie. */
export function devBrowserHeader(about: { hasDevBrowser: boolean; scope?: Scope }): Record<string, string> {
  const value = about.scope?.cookie.clientToken
  return about.hasDevBrowser && value ? { 'Clerk-Db-Jwt': value } : {}
}
