export const keyScopes = ['read', 'users', 'settings'] as const
export type KeyScope = (typeof keyScopes)[number]

/** What a route of the Backend API does, to whom; each row of its table says it. */
export type KeyNeed = 'public' | 'users.read' | 'users.write' | 'settings.read' | 'settings.write'

const opens: Record<KeyScope, readonly KeyNeed[]> = {
  read: ['public', 'users.read', 'settings.read'],
  users: ['public', 'users.read', 'users.write'],
  settings: ['public', 'settings.read', 'settings.write'],
}

/** A key without scopes may do everything. One with scopes may do nothing that no row of the table says. */
export function mayUse(scopes: readonly KeyScope[], need: KeyNeed | undefined): boolean {
  return scopes.length === 0 || (need !== undefined && scopes.some((scope) => opens[scope]?.includes(need)))
}

/** The scopes that open this, for the error. */
export function scopesFor(need: KeyNeed | undefined): string {
  const all = keyScopes.filter((scope) => need !== undefined && opens[scope].includes(need))
  return all.length === 0 ? 'none, which allows everything' : all.map((scope) => `\`${scope}\``).join(' or ')
}

/** As they are stored: null for none. */
export function joinScopes(scopes: readonly KeyScope[]): string | null {
  return scopes.length === 0 ? null : keyScopes.filter((scope) => scopes.includes(scope)).join(',')
}

/** What is stored and unknown to this version stays, and opens nothing. */
export function splitScopes(stored: string | null): KeyScope[] {
  return stored === null ? [] : (stored.split(',') as KeyScope[])
}
