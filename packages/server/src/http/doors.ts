import type { Route } from './route.ts'
import type { ClientRow, Past, Scope, SessionScope } from './scope.ts'

export interface FoundClient {
  client: ClientRow
  asFound: ClientRow
  /** The token by which it was found. */
  clientToken: string
  held: string[]
  past: Past | null
}

/** The body of an answer in its envelope. */
export interface Told {
  response?: unknown
  client?: unknown
}

/** What the layers above the transport know: who holds a cookie, who is signed in, how a client looks on the wire. */
export interface Doors {
  findClient(scope: Scope, tokens: readonly string[]): Promise<FoundClient | null>
  /** Whether the client is a browser known to the user whose password a request brings. */
  isKnownTo(scope: Scope, client: ClientRow, about: { identifier?: unknown; id?: unknown }): Promise<boolean>
  /** Whether no proof has replaced the token that the request came with. */
  isHeld(scope: Scope): Promise<boolean>
  /** Answers a confirming request once, and its very same repeats alike. */
  answerOnce(scope: Scope, print: string, answer: () => Promise<Told>): Promise<Told>
  requireSession(
    scope: Scope,
    sessionId: string | null,
    route: Pick<Route, 'who' | 'method' | 'impersonation'>,
  ): Promise<SessionScope>
  /** `answered` is the resource that the answer carries anyway; it is not built a second time. */
  clientView(scope: Scope, answered?: unknown): Promise<unknown>
}
