/**
 * Claims that say who a token is about, which session it is of and what was verified in it. A template that set one would make a token for
 * another service pass for more than it is. `aud` is the template's to set: session tokens have none.
 */
const reserved = new Set([
  ...['iss', 'sub', 'sid', 'iat', 'nbf', 'exp', 'jti', 'azp', 'v'],
  ...['act', 'may_act', 'amr', 'acr', 'auth_time', 'fva', 'sts'],
])

type Claims = Record<string, unknown>

/** Returns the first reserved claim of a template, as it is written there. Nested objects belong to the service that reads them (Hasura). */
export function reservedClaimIn(claims: Claims): string | null {
  return Object.keys(claims).find((name) => reserved.has(nameOf(name))) ?? null
}

/** Returns the claims without reserved ones: templates that were stored before a claim was reserved may still have it. */
export function withoutReserved(claims: Claims): Claims {
  return Object.fromEntries(Object.entries(claims).filter(([name]) => !reserved.has(nameOf(name))))
}

/** Some libraries ignore case when they look for a claim. */
function nameOf(name: string): string {
  return name.trim().toLowerCase()
}
