import type { Route } from './route.ts'
import type { ClientRow, Scope, SessionScope } from './scope.ts'

/** What the layers above the transport know: who holds a cookie, who is signed in, how a client looks on the wire. */
export interface Doors {
  findClient(scope: Scope, tokens: string[]): Promise<{ client: ClientRow; value: string } | null>
  /** Whether the client is a browser known to the user whose password a request brings. */
  isKnownTo(scope: Scope, client: ClientRow, about: { identifier?: unknown; id?: unknown }): Promise<boolean>
  requireSession(
    scope: Scope,
    sessionId: string | null,
    route: Pick<Route, 'who' | 'method' | 'impersonation'>,
  ): Promise<SessionScope>
  /** `answered` is the resource that the answer carries anyway; it is not built a second time. */
  clientView(scope: Scope, answered?: unknown): Promise<unknown>
}
