import type { Route } from './route.ts'

/**
 * What a route is to someone who acts as a user (an actor session): `read` and `allowed` rows answer, `refused` rows answer 403. `other` rows
 * act for no session; they need a credential of their own.
 */
export type Impersonation = 'read' | 'allowed' | 'refused' | 'other'

/** Every change is refused unless its row allows it, so that a new route is closed to support until someone opens it. */
export function impersonationOf({
  who,
  method,
  impersonation,
}: Pick<Route, 'who' | 'method' | 'impersonation'>): Impersonation {
  if (who === 'anyone' || who === 'key') return 'other'
  if (impersonation === 'allowed') return 'allowed'
  return method === 'GET' ? 'read' : 'refused'
}
